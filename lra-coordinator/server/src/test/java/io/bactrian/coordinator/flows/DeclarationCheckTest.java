package io.bactrian.coordinator.flows;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.bactrian.coordinator.flows.FlowDeclaration.Rule;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.source.ConfigurationPropertySources;
import org.springframework.boot.env.YamlPropertySourceLoader;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.core.io.ByteArrayResource;

class DeclarationCheckTest {

    private static final String INSURANCE = """
            bactrian:
              flows:
                insurance:
                  topics: [quotes, policies, invoices, notifications]
                  events: [QuoteApproved, PolicyCreated, InvoiceCreated, InvoiceFailed, NotificationSent, PolicyCancelled, QuoteReopened]
                  begins-with: QuoteApproved
                  expect:
                    - {after: QuoteApproved,   one-of: PolicyCreated,                   within: 30s}
                    - {after: PolicyCreated,   one-of: [InvoiceCreated, InvoiceFailed], within: 30s}
                    - {after: InvoiceCreated,  one-of: NotificationSent,                within: 2m}
                    - {after: InvoiceFailed,   one-of: PolicyCancelled,                 within: 30s}
                    - {after: PolicyCancelled, one-of: QuoteReopened,                   within: 30s}
                  ends-with:
                    done: NotificationSent
                    compensated: QuoteReopened
            """;

    private static FlowProperties properties(String yaml) throws IOException {
        return new Binder(ConfigurationPropertySources.from(new YamlPropertySourceLoader()
                        .load("test", new ByteArrayResource(yaml.getBytes(StandardCharsets.UTF_8)))))
                .bindOrCreate("bactrian", FlowProperties.class);
    }

    private static List<String> problems(String yaml) throws IOException {
        try {
            DeclarationCheck.read(properties(yaml));
            return List.of();
        } catch (BadFlowDeclaration e) {
            return e.problems();
        }
    }

    @Test
    void readsADeclarationAsPeopleWriteIt() throws IOException {
        FlowDeclaration flow = DeclarationCheck.read(properties(INSURANCE)).named("insurance");

        assertThat(flow.topics()).containsExactly("quotes", "policies", "invoices", "notifications");
        assertThat(flow.beginsWith()).containsExactly("QuoteApproved");
        assertThat(flow.rules())
                .hasSize(5)
                .contains(
                        new Rule("PolicyCreated", List.of("InvoiceCreated", "InvoiceFailed"), Duration.ofSeconds(30)),
                        new Rule("InvoiceCreated", List.of("NotificationSent"), Duration.ofMinutes(2)));
        assertThat(flow.endOf("NotificationSent")).isEqualTo(FlowState.DONE);
        assertThat(flow.endOf("QuoteReopened")).isEqualTo(FlowState.COMPENSATED);
        assertThat(flow.endOf("PolicyCreated")).isNull();
    }

    @Test
    void needsNoFlow() throws IOException {
        assertThat(DeclarationCheck.read(properties("bactrian: {}")).isEmpty()).isTrue();
    }

    @Test
    void keepsTypesWithDotsAsTheyAre() throws IOException {
        String dotted = INSURANCE.replace("QuoteApproved", "com.example.quote.Approved");

        assertThat(DeclarationCheck.read(properties(dotted)).ofEventType("com.example.quote.Approved"))
                .isPresent();
    }

    /** Each line of the declaration, spoilt in one way. */
    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            insurance:                       | _claims:                          | ` must be named with letters, digits and hyphens, at most 100 of them, was _claims`
            [quotes, policies, invoices, notifications] | []                     | `.topics is missing; name the topics that its events are published to`
            [quotes, policies,               | ["quotes and more", policies,     | `.topics must name topics of letters, digits, dots, underscores and hyphens, was 'quotes and more'`
            [quotes, policies,               | [bactrian.flows.dead-letters,     | `.topics names bactrian.flows.dead-letters, where unreadable events are put aside (bactrian.flow-tracker.dead-letter-topic); they would be read again and again`
            PolicyCancelled, QuoteReopened]  | PolicyCancelled, QuoteReopened, PolicyCancelled] | `.events names PolicyCancelled twice; once is enough`
            PolicyCancelled, QuoteReopened]  | PolicyCancelled, QuoteReopened, " "] | `.events must name types of 1 to 255 characters, was ' '`
            begins-with: QuoteApproved       | begin-with: QuoteApproved         | `.begins-with is missing; name the event that begins the flow`
            one-of: PolicyCreated,           | one-of: PolicyCreted,             | `.expect[0].one-of names PolicyCreted, which is not among bactrian.flows.insurance.events [QuoteApproved, PolicyCreated, InvoiceCreated, InvoiceFailed, NotificationSent, PolicyCancelled, QuoteReopened]; correct the name, or add it there`
            after: PolicyCancelled,          | before: PolicyCancelled,          | `.expect[4].after is missing; name the event after which something is expected`
            one-of: NotificationSent,        | other: NotificationSent,          | `.expect[2].one-of is missing; name the event that is expected, or those of which one is`
            within: 2m                       | within: -2m                       | `.expect[2].within must be a time longer than 0, was -2m; give a time like 30s, 5m or 2h, at most 3650d`
            within: 2m                       | within: soon                      | `.expect[2].within must be a time longer than 0, was soon; give a time like 30s, 5m or 2h, at most 3650d`
            within: 2m                       | within: 99999999d                 | `.expect[2].within must be a time longer than 0, was 99999999d; give a time like 30s, 5m or 2h, at most 3650d`
            within: 2m                       | in: 2m                            | `.expect[2].within is missing; give a time like 30s, 5m or 2h, at most 3650d`
            after: InvoiceFailed,            | after: QuoteReopened,             | `.expect[1].one-of names InvoiceFailed, from which no event of ends-with can be reached; add what is expected after InvoiceFailed, or name it under ends-with`
            ends-with:                       | end-with:                         | `.ends-with is missing; name the events that end the flow under ends-with.done or ends-with.compensated`
            done: NotificationSent           | done: [NotificationSent, QuoteReopened] | `.ends-with names QuoteReopened as done and as compensated; it can only be one of them`
            done: NotificationSent           | done: Sent                        | `.ends-with.done names Sent, which is not among bactrian.flows.insurance.events [QuoteApproved, PolicyCreated, InvoiceCreated, InvoiceFailed, NotificationSent, PolicyCancelled, QuoteReopened]; correct the name, or add it there`
            """)
    void saysWhichFlowPropertyAndValueIsWrongAndWhatToDo(String good, String bad, String problem) throws IOException {
        assertThat(INSURANCE).contains(good);
        String name = bad.equals("_claims:") ? "_claims" : "insurance";

        assertThat(problems(INSURANCE.replace(good, bad)))
                .contains("flow " + name + ": bactrian.flows." + name + problem);
    }

    @Test
    void wantsAnEndThatCanBeReachedFromTheBeginning() throws IOException {
        String endless = INSURANCE
                .replace("begins-with: QuoteApproved", "begins-with: BrokerCalled")
                .replace("[QuoteApproved, PolicyCreated,", "[BrokerCalled, QuoteApproved, PolicyCreated,");

        assertThat(problems(endless))
                .containsExactly(
                        "flow insurance: bactrian.flows.insurance.begins-with names BrokerCalled, from which no"
                                + " event of ends-with can be reached through expect; the flow would never end");
    }

    @Test
    void letsABranchEndInAnEventThatNothingFollowsIfAnotherEndsTheFlow() throws IOException {
        String withBranch = INSURANCE
                .replace("[QuoteApproved, PolicyCreated,", "[Greeted, QuoteApproved, PolicyCreated,")
                .replace("expect:\n", "expect:\n        - {after: QuoteApproved, one-of: Greeted, within: 1h}\n");

        assertThat(problems(withBranch)).isEmpty();
    }

    @Test
    void refusesTheSameExpectationTwice() throws IOException {
        String twice = INSURANCE.replace(
                "expect:\n", "expect:\n        - {after: QuoteApproved, one-of: PolicyCreated, within: 1h}\n");

        assertThat(problems(twice))
                .containsExactly(
                        "flow insurance: bactrian.flows.insurance.expect[1] expects the same after QuoteApproved"
                                + " as an entry before it; take one of them out");
    }

    @Test
    void refusesAnEventTypeInTwoFlowsAndNamesThatCannotBeToldApart() throws IOException {
        String two = INSURANCE
                + INSURANCE.substring(INSURANCE.indexOf("    insurance:")).replace("insurance:", "Insurance:");

        assertThat(problems(two))
                .contains(
                        "flow Insurance: bactrian.flows.Insurance differs from flow insurance in its letters' case only;"
                                + " give it another name",
                        "flow Insurance: bactrian.flows.Insurance.events names PolicyCreated, which flow insurance has"
                                + " too; an event belongs to one flow: take it out of one of them, or let their services"
                                + " send two types");
    }

    @Test
    void findsEverythingThatIsWrongAtOnce() {
        assertThatThrownBy(() -> DeclarationCheck.read(properties("bactrian.flows.empty.topics: []")))
                .isInstanceOf(BadFlowDeclaration.class)
                .hasMessage("""
                        The flows declared under bactrian.flows cannot be tracked:
                          * flow empty: bactrian.flows.empty.topics is missing; name the topics that its events are published to
                          * flow empty: bactrian.flows.empty.events is missing; list the types of all events of the flow
                          * flow empty: bactrian.flows.empty.begins-with is missing; name the event that begins the flow
                          * flow empty: bactrian.flows.empty.ends-with is missing; name the events that end the flow under ends-with.done or ends-with.compensated""");
    }

    @Test
    @ExtendWith(OutputCaptureExtension.class)
    void endsTheStartWithWordsInsteadOfAStackTrace(CapturedOutput output) {
        SpringApplication application = new SpringApplication(FlowConfiguration.class);
        application.setWebApplicationType(WebApplicationType.NONE);

        assertThatThrownBy(() -> application.run("--bactrian.flows.empty.topics=quotes"))
                .hasRootCauseInstanceOf(BadFlowDeclaration.class);
        assertThat(output)
                .contains("  * flow empty: bactrian.flows.empty.events is missing; list the types of all events")
                .contains("Correct what each line says; docs/flows.md shows a whole declaration.")
                .doesNotContain("\tat io.bactrian");
    }
}
