package io.bactrian.narayana;

import java.nio.file.Path;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * Where to listen and where to store. Each value is taken from the command line, else from a system property, else from
 * the environment, else it has a default:
 *
 * <table>
 * <caption>Options of the host</caption>
 * <tr><th>command line</th><th>system property</th><th>environment</th><th>default</th></tr>
 * <tr><td>{@code --port}, {@code --server.port}</td><td>{@code server.port}</td><td>{@code SERVER_PORT}</td><td>8070; 0 = any free one</td></tr>
 * <tr><td>{@code --host}, {@code --server.address}</td><td>{@code server.address}</td><td>{@code SERVER_ADDRESS}</td><td>127.0.0.1</td></tr>
 * <tr><td>{@code --store}, {@code --bactrian.store}</td><td>{@code bactrian.store}</td><td>{@code BACTRIAN_STORE}</td><td>.bactrian/data/narayana</td></tr>
 * </table>
 */
record HostOptions(String host, int port, Path store) {

    static final String USAGE = "--port=8070 --host=127.0.0.1 --store=.bactrian/data/narayana";

    private static final Map<String, String> PROPERTY_OF_OPTION = Map.of(
            "--port", "server.port",
            "--server.port", "server.port",
            "--host", "server.address",
            "--server.address", "server.address",
            "--store", "bactrian.store",
            "--bactrian.store", "bactrian.store");

    /**
     * @param properties answers a system property or null
     * @param environment answers an environment variable or null
     * @throws IllegalArgumentException when an option is unknown or a value is not possible
     */
    static HostOptions parse(
            String[] arguments,
            UnaryOperator<@Nullable String> properties,
            UnaryOperator<@Nullable String> environment) {
        Map<String, String> given = new HashMap<>();
        for (int i = 0; i < arguments.length; i++) {
            int equals = arguments[i].indexOf('=');
            String option = equals < 0 ? arguments[i] : arguments[i].substring(0, equals);
            String property = PROPERTY_OF_OPTION.get(option);
            if (property == null) {
                throw new IllegalArgumentException("Option " + option + " is not known, use " + USAGE);
            }
            if (equals >= 0) {
                given.put(property, arguments[i].substring(equals + 1));
            } else if (i + 1 < arguments.length) {
                given.put(property, arguments[++i]);
            } else {
                throw new IllegalArgumentException("Option " + option + " needs a value, use " + USAGE);
            }
        }
        String port = value("server.port", "8070", given, properties, environment);
        return new HostOptions(
                value("server.address", "127.0.0.1", given, properties, environment),
                port(port),
                Path.of(value("bactrian.store", ".bactrian/data/narayana", given, properties, environment)));
    }

    private static String value(
            String property,
            String byDefault,
            Map<String, String> given,
            UnaryOperator<@Nullable String> properties,
            UnaryOperator<@Nullable String> environment) {
        String value = given.get(property);
        if (value == null) {
            value = properties.apply(property);
        }
        if (value == null) {
            value = environment.apply(property.toUpperCase(Locale.ROOT).replace('.', '_'));
        }
        return value == null || value.isBlank() ? byDefault : value;
    }

    private static int port(String value) {
        int port;
        try {
            port = Integer.parseInt(value);
        } catch (NumberFormatException e) {
            port = -1;
        }
        if (port < 0 || port > 65535) {
            throw new IllegalArgumentException("server.port must be 0 (any free one) to 65535, was " + value);
        }
        return port;
    }
}
