package io.bactrian.starter.barrier;

import io.bactrian.starter.callback.StepRun;
import java.util.Map;
import java.util.TreeSet;
import java.util.stream.Collectors;

/** The step's action was called before with other options: two passes of a loop that share a name, or a caller's mistake. */
public final class StepOptionsDifferException extends StepCallException {

    private static final long serialVersionUID = 1L;

    private final transient Map<String, String> firstOptions;

    StepOptionsDifferException(StepRun run, Map<String, String> firstOptions) {
        super(run, message(run, firstOptions));
        this.firstOptions = firstOptions;
    }

    /** The options of the first call; empty when they were too long to be kept. */
    public Map<String, String> firstOptions() {
        return firstOptions;
    }

    /** {@code 409 Conflict}. */
    @Override
    public int status() {
        return 409;
    }

    private static String message(StepRun run, Map<String, String> first) {
        TreeSet<String> names = new TreeSet<>(run.options().keySet());
        names.addAll(first.keySet());
        String differing = names.stream()
                .filter(name -> !first.isEmpty())
                .filter(name -> !String.valueOf(first.get(name))
                        .equals(String.valueOf(run.options().get(name))))
                .map(name -> "%s was '%s' and is '%s'"
                        .formatted(name, first.get(name), run.options().get(name)))
                .collect(Collectors.joining(", "));
        return ("step '%s' of saga %s has been called before with other options%s: this call is refused, its answer would be another"
                        + " call's. Where a saga runs a step several times, for example in a loop, give each pass a name of its own with"
                        + " .option(\"bactrian.step\", simple(\"%s-${exchangeProperty.CamelLoopIndex}\"))")
                .formatted(run.step(), run.saga(), differing.isEmpty() ? "" : " (" + differing + ")", run.step());
    }
}
