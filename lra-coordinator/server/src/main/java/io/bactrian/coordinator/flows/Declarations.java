package io.bactrian.coordinator.flows;

import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** All declared flows. An event type belongs to one flow at most, so the type alone says which. */
final class Declarations {

    private final Map<String, FlowDeclaration> byName = new LinkedHashMap<>();
    private final Map<String, FlowDeclaration> byEventType = new LinkedHashMap<>();

    Declarations(List<FlowDeclaration> declarations) {
        for (FlowDeclaration declaration : declarations) {
            byName.put(declaration.name(), declaration);
            declaration.events().forEach(type -> byEventType.put(type, declaration));
        }
    }

    Collection<FlowDeclaration> all() {
        return byName.values();
    }

    boolean isEmpty() {
        return byName.isEmpty();
    }

    Optional<FlowDeclaration> find(String name) {
        return Optional.ofNullable(byName.get(name));
    }

    FlowDeclaration named(String name) {
        return find(name).orElseThrow(() -> new IllegalArgumentException("no flow " + name + " is declared"));
    }

    /** The flow that events of this type belong to. */
    Optional<FlowDeclaration> ofEventType(String type) {
        return Optional.ofNullable(byEventType.get(type));
    }

    Set<String> topics() {
        return byName.values().stream()
                .flatMap(declaration -> declaration.topics().stream())
                .collect(Collectors.toSet());
    }
}
