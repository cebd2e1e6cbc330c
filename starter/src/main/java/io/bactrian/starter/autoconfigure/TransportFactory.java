package io.bactrian.starter.autoconfigure;

import io.bactrian.starter.callback.CallbackTransport;
import io.bactrian.starter.saga.SagaSettings;

/** Makes the way for callbacks, where the libraries for it are on the class path. */
interface TransportFactory {

    CallbackVia via();

    CallbackTransport create(SagaSettings settings);
}
