package io.bactrian.starter.kafka;

import java.util.Collection;
import java.util.Map;
import java.util.stream.Collectors;
import org.apache.kafka.clients.CommonClientConfigs;

/**
 * How to reach the broker, as the application has configured its own clients.
 *
 * @param consumer properties of consumers
 * @param producer properties of producers
 * @param admin properties of admin clients
 */
public record KafkaConnection(Map<String, Object> consumer, Map<String, Object> producer, Map<String, Object> admin) {

    /** For people. */
    String servers() {
        Object servers = consumer.get(CommonClientConfigs.BOOTSTRAP_SERVERS_CONFIG);
        return servers instanceof Collection<?> list
                ? list.stream().map(String::valueOf).collect(Collectors.joining(","))
                : String.valueOf(servers);
    }
}
