package io.bactrian.narayana;

import io.narayana.lra.coordinator.api.Coordinator;
import io.narayana.lra.coordinator.api.CoordinatorContainerFilter;
import jakarta.ws.rs.ApplicationPath;
import jakarta.ws.rs.core.Application;
import java.util.Set;

/** Narayana's resources as they are. Public because RESTEasy creates it by reflection. */
@ApplicationPath("/")
public final class LraApplication extends Application {

    @Override
    public Set<Class<?>> getClasses() {
        return Set.of(Coordinator.class, CoordinatorContainerFilter.class);
    }
}
