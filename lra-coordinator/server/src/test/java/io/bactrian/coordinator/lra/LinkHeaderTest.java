package io.bactrian.coordinator.lra;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.bactrian.coordinator.saga.Links;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LinkHeaderTest {

    @Test
    void readsWhatNarayanasClientSends() {
        assertThat(LinkHeader.read(
                        "<http://h/p/compensate?method=jakarta.ws.rs.PUT>; rel=\"compensate\"; title=\"compensate"
                                + " URI\"; type=\"text/plain\",<http://h/p/complete>; rel=\"complete\"; title=\"complete URI\";"
                                + " type=\"text/plain\",<http://h/p/status>; rel=\"status\",<http://h/p/forget>; rel=\"forget\","
                                + "<http://h/p/after>; rel=\"after\",<http://h/p/leave>; rel=\"leave\""))
                .isEqualTo(new Links(
                        "http://h/p/compensate?method=jakarta.ws.rs.PUT",
                        "http://h/p/complete",
                        "http://h/p/status",
                        "http://h/p/forget",
                        "http://h/p/after",
                        "http://h/p/leave"));
    }

    @Test
    void readsWhatCamelSendsWithoutQuotesAndEncoding() {
        assertThat(LinkHeader.read("<http://h/lra-participant/compensate?Camel-Saga-Compensate=direct://cancel&id=a,b>;"
                        + " rel=compensate,<http://h/lra-participant/complete?id=x > y, {z}>; rel=complete"))
                .isEqualTo(new Links(
                        "http://h/lra-participant/compensate?Camel-Saga-Compensate=direct://cancel&id=a,b",
                        "http://h/lra-participant/complete?id=x > y, {z}",
                        null,
                        null,
                        null,
                        null));
    }

    @Test
    void readsALeaveWithItsLinksInAnotherOrderAndATimeLimit() {
        assertThat(LinkHeader.read("<http://h/status>; rel=\"status\",<0>; rel=\"TimeLimit\",<http://h/complete>;"
                        + " rel=\"complete\",<http://h/compensate>; rel=\"compensate\""))
                .isEqualTo(new Links("http://h/compensate", "http://h/complete", "http://h/status", null, null, null));
    }

    @Test
    void readsParametersInAnyOrderAndCaseAndSpacing() {
        assertThat(LinkHeader.read("  <http://h/c>;type=\"text/plain\" ; title=\"a, b; <c>\" ;REL = \"Compensate\" , "
                        + "<http://h/a> ;rel=after;title=x"))
                .isEqualTo(new Links("http://h/c", null, null, null, "http://h/a", null));
    }

    @Test
    void takesTheFirstOfTwoLinksForOneThing() {
        assertThat(LinkHeader.read("<http://h/1>; rel=compensate,<http://h/2>; rel=compensate"))
                .extracting(Links::compensate)
                .isEqualTo("http://h/1");
    }

    @Test
    void keepsAQueryStringAsItIs() {
        String url = "http://h/c?a=%2F&b=%25&c=ü+%zz&d=[1]&e=\"q\"&f=a;b";
        assertThat(LinkHeader.read("<" + url + ">; rel=compensate"))
                .extracting(Links::compensate)
                .isEqualTo(url);
    }

    @Test
    void understandsTheLegacyForms() {
        Links below = new Links("http://h/p/compensate", "http://h/p/complete", "http://h/p", "http://h/p", null, null);

        assertThat(LinkHeader.read("http://h/p")).isEqualTo(below);
        assertThat(LinkHeader.read(" http://h/p/ \n")).isEqualTo(below);
        assertThat(LinkHeader.read("<http://h/p>; rel=\"participant\"")).isEqualTo(below);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "  ",
                "junk",
                "<",
                "<>",
                "<>; rel=compensate",
                "<http://h/c>",
                "<http://h/c>;",
                "<http://h/c>; title=compensate",
                "<http://h/c; rel=compensate",
                "<http://h/complete>; rel=complete",
                "compensate",
                "ftp://h/p",
                "<0>; rel=\"TimeLimit\""
            })
    void findsNoParticipantIn(String junk) {
        assertThat(LinkHeader.read(junk)).isNull();
    }

    @Test
    void findsNothingInNothing() {
        assertThat(LinkHeader.read(null)).isNull();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "<direct:cancel>; rel=compensate",
                "<http://h/c>; rel=compensate,<file:///etc/passwd>; rel=complete",
                "<http://h/c>; rel=compensate,<javascript:x>; rel=after",
            })
    void refusesLinksThatCannotBeCalled(String links) {
        assertThatThrownBy(() -> LinkHeader.read(links))
                .isInstanceOf(BadRequest.class)
                .hasMessageStartingWith(
                        "A participant's link must be an http or https URL, or like kafka:TOPIC?id=UNIQUE, was ");
    }

    @Test
    void readsLinksOfParticipantsOverKafkaAndOfThoseThatSpeakBoth() {
        assertThat(LinkHeader.read("<kafka:stock.commands?id=7,8>; rel=compensate,<http://h/c>; rel=complete,"
                        + "<KAFKA:stock_2>; rel=forget,<kafka:a-B.9>; rel=after"))
                .isEqualTo(new Links(
                        "kafka:stock.commands?id=7,8", "http://h/c", null, "KAFKA:stock_2", "kafka:a-B.9", null));
    }

    @ParameterizedTest
    @ValueSource(strings = {"kafka:", "kafka:?id=1", "kafka:.", "kafka:..?id=1", "kafka://broker/topic", "kafka:tüte"})
    void refusesATopicThatKafkaWouldRefuse(String link) {
        assertThatThrownBy(() -> LinkHeader.read("<" + link + ">; rel=compensate"))
                .isInstanceOf(BadRequest.class)
                .hasMessage(
                        "A participant cannot be called over Kafka: the topic of a kafka link must have 1 to 249 of the"
                                + " characters a-z, A-Z, 0-9, '.', '_' and '-', and not be '.' or '..', was " + link);
    }

    @Test
    void refusesATopicThatIsTooLongForKafka() {
        assertThat(LinkHeader.read("<kafka:" + "t".repeat(249) + ">; rel=compensate"))
                .isNotNull();
        assertThatThrownBy(() -> LinkHeader.read("<kafka:" + "t".repeat(250) + ">; rel=compensate"))
                .isInstanceOf(BadRequest.class);
    }

    @ParameterizedTest
    @ValueSource(strings = {"<", "<>", "<a>;", ";  ", "<a> ", ">", ",", "<http://h/c>; rel=x,", "\"", "<a>; t=\""})
    void readsAnythingInTheTimeItTakesToReadIt(String piece) {
        String hostile = "<" + piece.repeat(100_000 / piece.length()) + "<";

        assertThat(Duration.ofSeconds(5)).isGreaterThan(timed(() -> LinkHeader.read(hostile)));
        assertThat(Duration.ofSeconds(5))
                .isGreaterThan(timed(() -> LinkHeader.read("<http://h/c>" + piece.repeat(50_000 / piece.length()))));
    }

    /** The time that it has the processor: what else runs on the machine does not count. */
    private static Duration timed(Runnable work) {
        ThreadMXBean threads = ManagementFactory.getThreadMXBean();
        long begun = threads.getCurrentThreadCpuTime();
        work.run();
        return Duration.ofNanos(threads.getCurrentThreadCpuTime() - begun);
    }
}
