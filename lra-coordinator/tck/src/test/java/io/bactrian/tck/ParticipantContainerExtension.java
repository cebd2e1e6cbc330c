package io.bactrian.tck;

import org.jboss.arquillian.container.spi.client.container.DeployableContainer;
import org.jboss.arquillian.core.spi.LoadableExtension;

/** Registers {@link ParticipantContainer} with Arquillian (META-INF/services). */
public class ParticipantContainerExtension implements LoadableExtension {
    @Override
    public void register(ExtensionBuilder builder) {
        builder.service(DeployableContainer.class, ParticipantContainer.class);
    }
}
