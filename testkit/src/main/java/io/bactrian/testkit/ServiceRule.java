package io.bactrian.testkit;

/** A rule on its own, see {@link ScriptedServices#given}. */
public final class ServiceRule extends Rule<ServiceRule> {

    ServiceRule(ScriptedServices services, ScriptedCall call) {
        super(services, call);
    }

    @Override
    ServiceRule self() {
        return this;
    }
}
