package io.bactrian.testkit.crash;

import io.bactrian.testkit.Effect;
import io.bactrian.testkit.ScriptedServices;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/** Scripted services in a crash matrix: the script is written anew for every run. */
final class ScriptedCrashServices implements CrashServices {

    private final ScriptedServices services;
    private final Consumer<ScriptedServices> script;

    ScriptedCrashServices(List<String> names, Consumer<ScriptedServices> script) {
        this.services = ScriptedServices.startLive(names.toArray(String[]::new));
        this.script = script;
    }

    @Override
    public Map<String, String> urls() {
        Map<String, String> urls = new LinkedHashMap<>();
        services.names().forEach(name -> urls.put(name, services.url(name)));
        return urls;
    }

    @Override
    public List<Deed> journal() {
        return services.effects().stream().map(ScriptedCrashServices::deed).toList();
    }

    private static Deed deed(Effect effect) {
        Deed.Kind kind =
                switch (effect.kind()) {
                    case DONE -> Deed.Kind.DONE;
                    case UNDONE -> Deed.Kind.UNDONE;
                    case COMPLETED -> Deed.Kind.COMPLETED;
                };
        return new Deed(kind, effect.step(), effect.key(), effect.saga(), effect.change(), effect.call());
    }

    /** To the caller, an assertion in a script is a connection that was cut, as by a part that died. */
    @Override
    public List<String> faults() {
        Throwable thrown = services.takeFailure();
        return thrown == null ? List.of() : List.of("a script failed, so that a service did not answer: " + thrown);
    }

    @Override
    public List<String> remarks() {
        List<String> calls = services.withoutEffects();
        return calls.isEmpty()
                ? List.of()
                : List.of("not judged, for no rule says joins, undoneBy or ofStep: " + String.join(", ", calls));
    }

    @Override
    public void reset() {
        services.reset();
        script.accept(services);
    }

    @Override
    public void close() {
        services.close();
    }
}
