package io.bactrian.starter.saga;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.apache.camel.Processor;

/** What happened, in order. */
public final class Journal {

    private final List<String> entries = new CopyOnWriteArrayList<>();

    public void add(String entry) {
        entries.add(entry);
    }

    /** A route node that writes an entry, with the value of a header behind it. */
    public Processor note(String what, String... headers) {
        return exchange -> {
            StringBuilder entry = new StringBuilder(what);
            for (String header : headers) {
                entry.append(' ').append(exchange.getIn().getHeader(header, String.class));
            }
            entries.add(entry.toString());
        };
    }

    public List<String> entries() {
        return List.copyOf(entries);
    }

    public List<String> of(String prefix) {
        return entries.stream().filter(entry -> entry.startsWith(prefix)).toList();
    }

    public void clear() {
        entries.clear();
    }
}
