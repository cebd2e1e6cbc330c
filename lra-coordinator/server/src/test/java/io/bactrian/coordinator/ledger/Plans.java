package io.bactrian.coordinator.ledger;

import static org.assertj.core.api.Assertions.assertThat;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import javax.sql.DataSource;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.core.PreparedStatementSetter;
import org.springframework.jdbc.core.ResultSetExtractor;

/** Asks the database how it finds what is asked for, each time something is. */
public final class Plans extends JdbcTemplate {

    private final List<String> plans = new ArrayList<>();

    public Plans(DataSource dataSource) {
        super(dataSource);
    }

    @Override
    public <T> T query(String sql, PreparedStatementSetter values, ResultSetExtractor<T> reader) {
        plans.add(super.query("EXPLAIN " + sql, values, Plans::text));
        return super.query(sql, values, reader);
    }

    private static String text(ResultSet rows) throws SQLException {
        StringBuilder text = new StringBuilder();
        while (rows.next()) {
            text.append(rows.getString(1)).append('\n');
        }
        return text.toString();
    }

    /** All that was asked for since the last time is found by this index, and no table is read from end to end or sorted. */
    public void sortedBy(String index) {
        assertThat(plans).allSatisfy(plan -> assertThat(plan)
                .doesNotContain("Sort")
                .satisfiesAnyOf(h2 -> assertThat(h2).contains("index sorted"), postgres -> assertThat(postgres)
                        .contains("cost=")));
        by(index);
    }

    /** All that was asked for since the last time is found by this index, and no table is read from end to end. */
    public void by(String index) {
        assertThat(plans).isNotEmpty().allSatisfy(plan -> assertThat(plan)
                .containsIgnoringCase(index)
                .doesNotContainIgnoringCase("tableScan")
                .doesNotContainIgnoringCase("Seq Scan"));
        plans.clear();
    }
}
