package io.bactrian.coordinator.ledger;

import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.springframework.jdbc.core.ConnectionCallback;
import org.springframework.jdbc.core.JdbcTemplate;

/** The few questions that H2 and PostgreSQL must be asked differently, so that each finds few rows among many by an index. */
public enum Dialect {
    /** Compares texts character by character, and takes a parameter of {@code LIKE} for anything. */
    H2("", 1024) {
        @Override
        public Condition beginsWith(String column, String beginning) {
            return new Condition(
                    column + " >= ? AND " + column + " < ?", List.of(beginning, beginning + Character.MAX_VALUE));
        }

        /** Its index on the state would be used for the many too, and all of them be sorted. */
        @Override
        public String anyOf(String column, List<String> words, boolean many) {
            return many ? "UPPER(" + column + ") IN (" + quoted(words) + ")" : super.anyOf(column, words, false);
        }
    },

    /** Compares texts by the rules of a language, so that those that begin alike need not stand together. */
    POSTGRESQL("text_pattern_ops", 1) {
        @Override
        public Condition beginsWith(String column, String beginning) {
            return new Condition(column + " LIKE ? ESCAPE '!'", List.of(beginning.replaceAll("([!%_])", "!$1") + "%"));
        }
    };

    private final String byCharacters;
    private final int numbersAhead;

    Dialect(String byCharacters, int numbersAhead) {
        this.byCharacters = byCharacters;
        this.numbersAhead = numbersAhead;
    }

    /**
     * A part of a {@code WHERE}.
     *
     * @param values what its parameters stand for, in their order
     */
    public record Condition(String sql, List<String> values) {}

    /**
     * What this database speaks.
     *
     * @throws org.springframework.dao.DataAccessException when it is out of reach
     */
    public static Dialect of(JdbcTemplate jdbc) {
        String product = jdbc.execute((ConnectionCallback<String>)
                connection -> connection.getMetaData().getDatabaseProductName());
        return "PostgreSQL".equals(product) ? POSTGRESQL : H2;
    }

    /**
     * What stands in migrations as {@code ${name}}. {@code by_characters}, of a column in an index: so that those that begin alike stand
     * together in it, and it is of use to {@link #beginsWith}. {@code numbers_ahead}: how many numbers of a sequence may be taken at
     * once; H2 has one memory for all connections, and commits each taking by itself, while in PostgreSQL each connection takes its own,
     * so that the later number might be given first.
     */
    Map<String, String> placeholders() {
        return Map.of("by_characters", byCharacters, "numbers_ahead", Integer.toString(numbersAhead));
    }

    /** The column's text begins so, letter for letter. */
    public abstract Condition beginsWith(String column, String beginning);

    /**
     * The column has one of these words.
     *
     * @param many so many rows have one that the newest of them are found sooner among all
     */
    public String anyOf(String column, List<String> words, boolean many) {
        return column + " IN (" + quoted(words) + ")";
    }

    private static String quoted(List<String> words) {
        return words.stream().map(word -> "'" + word + "'").collect(Collectors.joining(","));
    }
}
