package io.bactrian.starter.saga;

import java.util.List;

/** The application refuses to start: live sagas need what it lacks ({@code bactrian.deploy-guard=fail}). */
public final class MissingEndpointsException extends IllegalStateException {

    private static final long serialVersionUID = 1L;

    MissingEndpointsException(List<String> findings) {
        super("This application must not start like this (bactrian.deploy-guard=fail): " + String.join("; ", findings));
    }
}
