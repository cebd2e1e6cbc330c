package io.bactrian.testkit.lint;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.util.List;
import org.apache.camel.CamelContext;
import org.apache.camel.Exchange;
import org.apache.camel.LoggingLevel;
import org.apache.camel.NamedNode;
import org.apache.camel.Processor;
import org.apache.camel.Route;
import org.apache.camel.RoutesBuilder;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.builder.TemplatedRouteBuilder;
import org.apache.camel.impl.DefaultCamelContext;
import org.apache.camel.model.SagaCompletionMode;
import org.apache.camel.model.SagaPropagation;
import org.apache.camel.saga.InMemorySagaService;
import org.apache.camel.spi.TransactedPolicy;
import org.apache.camel.support.PluginHelper;
import org.apache.camel.support.ResourceHelper;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** For every rule a route that breaks it and one that looks alike and does not. */
class SagaLintTest {

    private final DefaultCamelContext camel = new DefaultCamelContext();

    @AfterEach
    void stop() {
        camel.stop();
    }

    private interface Routes {
        void configure(RouteBuilder in);
    }

    /** The rules that the routes break, each with the route it was found in. */
    private List<String> broken(Routes routes) throws Exception {
        RoutesBuilder builder = new RouteBuilder() {
            @Override
            public void configure() {
                from("direct:undo").routeId("undo").log(LoggingLevel.DEBUG, "undo");
                routes.configure(this);
            }
        };
        camel.addRoutes(builder);
        return findings(camel);
    }

    private static List<String> findings(CamelContext context) {
        return SagaLint.check(context).findings().stream()
                .map(finding -> finding.rule().id() + " " + finding.routeId() + " " + finding.node())
                .toList();
    }

    // spotless:off

    @Test
    void findsASideEffectThatNothingUndoes() throws Exception {
        assertThat(broken(in -> {
            in.from("direct:order").routeId("order").saga().to("http://stock/reservations?httpMethod=PUT").to("direct:pay");
            in.from("direct:pay").routeId("pay").bean(Object.class, "charge").toD("kafka:paid.${header.region}");
            in.from("direct:joins").routeId("joins").saga().propagation(SagaPropagation.MANDATORY).to("sql:update stock set n = 1");
        })).containsExactly(
            "side-effect-without-compensation order to[http://stock/reservations?httpMethod=PUT]",
            "side-effect-without-compensation pay bean[java.lang.Object].charge",
            "side-effect-without-compensation pay toD[kafka:paid.${header.region}]",
            "side-effect-without-compensation joins to[sql:update stock set n = 1]");
    }

    @Test
    void isContentWithACompensationOfTheStepOrAroundIt() throws Exception {
        assertThat(broken(in -> {
            in.from("direct:order").routeId("order").saga().compensation("direct:undo").to("http://stock/reservations").to("direct:pay").to("direct:ship");
            in.from("direct:pay").routeId("pay").bean(Object.class, "charge");
            in.from("direct:ship").routeId("ship").saga().propagation(SagaPropagation.MANDATORY).compensation("direct:undo").to("jms:shipments");
            in.from("direct:no-saga").routeId("no-saga").to("jms:news").to("direct:more-news");
            in.from("direct:more-news").routeId("more-news").to("jms:news");
            in.from("direct:outside").routeId("outside").saga().propagation(SagaPropagation.NOT_SUPPORTED).to("jms:audit");
        })).isEmpty();
    }

    @Test
    void takesAQuestionForNoSideEffect() throws Exception {
        assertThat(broken(in ->
            in.from("direct:order").routeId("order").saga()
                .bean(Object.class, "readOrder")
                .to("sql:select * from stock")
                .to("http://stock/levels?httpMethod=GET")
                .setHeader(Exchange.HTTP_METHOD).constant("GET").to("http://stock/levels")
                .setHeader(Exchange.HTTP_METHOD, in.constant("HEAD")).to("http://stock/levels")
                .to("log:done").to("mock:seen").to("seda:later")
        )).isEmpty();
    }

    @Test
    void findsWhatActsByWhateverComponent() throws Exception {
        assertThat(broken(in ->
            in.from("direct:order").routeId("order").saga()
                .to("aws2-sqs:orders").to("kamelet:slack-sink?channel=x").to("slack:general").to("salesforce:upsertSObject")
                .wireTap("jms:news").enrich("http://stock/reservations").recipientList(in.constant("log:a,jms:news"))
                .to("rest:post:orders").to("rest:get:orders").toD("${header.uri}").recipientList(in.header("uris"))
                .to("xslt:order.xsl").to("saga:complete").to("bactrian:result?names=id").to("stub:any")
        )).containsExactly(
            "side-effect-without-compensation order to[aws2-sqs:orders]",
            "side-effect-without-compensation order to[kamelet:slack-sink?channel=x]",
            "side-effect-without-compensation order to[slack:general]",
            "side-effect-without-compensation order to[salesforce:upsertSObject]",
            "side-effect-without-compensation order wireTap[jms:news]",
            "side-effect-without-compensation order enrich[constant{http://stock/reservations}]",
            "side-effect-without-compensation order recipientList[constant{log:a,jms:news}]",
            "side-effect-without-compensation order to[rest:post:orders]");
    }

    @Test
    void followsEveryCallWhoseTargetIsFixed() throws Exception {
        assertThat(broken(in -> {
            in.from("direct:order").routeId("order").saga()
                .toD("direct:dynamic").wireTap("direct:tapped").enrich("direct:enriched").recipientList(in.constant("log:a, direct:listed"));
            in.from("direct:dynamic").routeId("dynamic").to("jms:a");
            in.from("direct:tapped").routeId("tapped").to("jms:b");
            in.from("direct:enriched").routeId("enriched").to("jms:c");
            in.from("direct:listed").routeId("listed").to("jms:d");
            in.from("direct:uncalled").routeId("uncalled").to("jms:e");
        })).containsExactly(
            "side-effect-without-compensation dynamic to[jms:a]",
            "side-effect-without-compensation tapped to[jms:b]",
            "side-effect-without-compensation enriched to[jms:c]",
            "side-effect-without-compensation listed to[jms:d]");
    }

    @Test
    void readsRoutesOfATemplateWithTheirParameters() throws Exception {
        camel.addRoutes(new RouteBuilder() {
            @Override
            public void configure() {
                routeTemplate("step").templateParameter("name").templateParameter("undo", "none")
                    .from("direct:{{name}}").saga().propagation(SagaPropagation.MANDATORY).compensation("direct:{{undo}}").log("x");
                from("direct:undo-pay").routeId("undo-pay").log("undo");
            }
        });
        TemplatedRouteBuilder.builder(camel, "step").routeId("pay").parameter("name", "pay").parameter("undo", "undo-pay").add();
        TemplatedRouteBuilder.builder(camel, "step").routeId("ship").parameter("name", "ship").add();

        assertThat(findings(camel)).containsExactly("callback-without-consumer ship saga()");
        assertThat(SagaLint.check(camel).findings().get(0).why()).contains("no route consumes its compensation direct:none");
    }

    @Test
    void findsAManualSagaWithoutATimeLimit() throws Exception {
        assertThat(broken(in -> {
            in.from("direct:bad").routeId("bad").saga().completionMode(SagaCompletionMode.MANUAL).compensation("direct:undo").log("x");
            in.from("direct:good").routeId("good").saga().completionMode(SagaCompletionMode.MANUAL).timeout("1d").compensation("direct:undo").log("x");
            in.from("direct:automatic").routeId("automatic").saga().compensation("direct:undo").log("x");
            in.from("direct:joins").routeId("joins").saga().propagation(SagaPropagation.MANDATORY).completionMode(SagaCompletionMode.MANUAL)
                .compensation("direct:undo").log("x");
        })).containsExactly("manual-without-timeout bad saga()");
    }

    @Test
    void findsCallbacksThatNoRouteConsumes() throws Exception {
        assertThat(broken(in -> {
            in.from("direct:bad").routeId("bad").saga().compensation("direct:undoo").completion("seda:done").log("x");
            in.from("direct:good").routeId("good").saga().compensation("direct:undo?timeout=5000").completion("kafka:done").log("x");
        })).hasSize(2).allMatch(finding -> finding.startsWith("callback-without-consumer bad saga()"));
    }

    @Test
    void findsOptionsThatAreNearlyReserved() throws Exception {
        camel.addRoutes(new RouteBuilder() {
            @Override
            public void configure() {
                from("direct:undo").log("undo");
                from("direct:bad").routeId("bad").saga().compensation("direct:undo")
                    .option("bactrian.buisnessKey", constant("1")).option("Bactrian.Step", constant("1")).option("bactrain.retry", constant("1")).log("x");
                from("direct:good").routeId("good").saga().compensation("direct:undo")
                    .option("bactrian.businessKey", constant("1")).option("orderId", header("orderId")).option("steps", constant("1")).log("x");
            }
        });

        assertThat(SagaLint.check(camel).findings()).extracting(Finding::why, Finding::remedy).containsExactly(
            didYouMean("bactrian.buisnessKey", "bactrian.businessKey"),
            didYouMean("Bactrian.Step", "bactrian.step"),
            didYouMean("bactrain.retry", "bactrian.retry"));
    }

    @Test
    void findsOptionsWithoutTheirPrefix() throws Exception {
        assertThat(broken(in -> {
            in.from("direct:bad").routeId("bad").saga().compensation("direct:undo")
                .option("businessKey", in.header("orderId")).option("businesskey", in.constant("1")).option("name", in.constant("1"))
                .option("step", in.constant("1")).option("order", in.constant("1")).option("retry", in.constant("1")).log("x");
            in.from("direct:good").routeId("good").saga().compensation("direct:undo")
                .option("business", in.constant("1")).option("orders", in.constant("1")).option("retries", in.constant("1")).log("x");
        })).hasSize(6).containsOnly("misspelt-option bad saga()");
        assertThat(SagaLint.check(camel).findings().get(0)).extracting(Finding::why, Finding::remedy).containsExactly(
            "option 'businessKey' is none of those that speak to the coordinator",
            "Did you mean bactrian.businessKey? There are bactrian.name, bactrian.businessKey, bactrian.step, bactrian.order,"
                + " bactrian.retry. If it is a value for the compensation, give it another name.");
    }

    @Test
    void findsCallbackUrisThatNothingEvaluates() throws Exception {
        camel.getPropertiesComponent().addInitialProperty("undo", "http://host/undo/${header.k}");
        assertThat(broken(in -> {
            in.from("direct:bad").routeId("bad").saga().compensation("http://host/undo/${header.k}").completion("direct:done-{orderId}").log("x");
            in.from("direct:other").routeId("other").saga().compensation("{{undo}}").completion("http://host/done?key=$simple{body}").log("x");
            in.from("direct:good").routeId("good").saga().compensation("http://{{unknown.host}}/undo?password=RAW(a{b}c)&user=RAW{x}").completion("direct:undo")
                .log("x");
        })).containsExactly(
            "callback-uri-not-evaluated bad saga()", "callback-uri-not-evaluated bad saga()",
            "callback-uri-not-evaluated other saga()", "callback-uri-not-evaluated other saga()");
        assertThat(SagaLint.check(camel).findings().get(0)).extracting(Finding::why, Finding::remedy).containsExactly(
            "its compensation http://host/undo/${header.k} is called as it stands: nothing evaluates ${header.k} in it",
            "Keep the value with option(\"name\", ..), which is a header of the compensation, and let a route use it:"
                + " compensation(\"direct:..\") here, and there toD(\"..${header.name}..\").");
        assertThat(SagaLint.check(camel).findings()).extracting(Finding::why).elements(1, 2, 3).satisfiesExactly(
            why -> assertThat(why).contains("its completion direct:done-{orderId} ", "evaluates {orderId} in it"),
            why -> assertThat(why).contains("its compensation http://host/undo/${header.k} "),
            why -> assertThat(why).contains("evaluates $simple{body} in it"));
    }

    @Test
    void findsASagaInsideATransaction() throws Exception {
        camel.getRegistry().bind("ofOurOwn", new NoTransaction());
        assertThat(broken(in -> {
            in.from("direct:order").routeId("order").transacted().to("direct:fulfil");
            in.from("direct:fulfil").routeId("fulfil").to("direct:starts");
            in.from("direct:starts").routeId("starts").saga().compensation("direct:undo").to("direct:step");
            in.from("direct:step").routeId("step").saga().compensation("direct:undo").log("x");
            in.from("direct:policy").routeId("policy").policy("PROPAGATION_REQUIRED").to("direct:of-policy");
            in.from("direct:of-policy").routeId("of-policy").saga().compensation("direct:undo").log("x");
            in.from("direct:own").routeId("own").policy("ofOurOwn").to("direct:of-own");
            in.from("direct:of-own").routeId("of-own").saga().compensation("direct:undo").log("x");
            in.from("direct:outer").routeId("outer").saga().compensation("direct:undo").to("direct:within");
            in.from("direct:within").routeId("within").transacted("PROPAGATION_REQUIRES_NEW").to("direct:new");
            in.from("direct:new").routeId("new").saga().propagation(SagaPropagation.REQUIRES_NEW).compensation("direct:undo").log("x");
            in.from("direct:suspends").routeId("suspends").transacted().to("direct:apart");
            in.from("direct:apart").routeId("apart").saga().propagation(SagaPropagation.NOT_SUPPORTED).to("direct:in-apart");
            in.from("direct:in-apart").routeId("in-apart").saga().compensation("direct:undo").log("x");
        })).containsExactly(
            "saga-inside-transaction starts saga()",
            "saga-inside-transaction of-policy saga()",
            "saga-inside-transaction of-own saga()",
            "saga-inside-transaction new saga()",
            "saga-inside-transaction in-apart saga()");
        assertThat(SagaLint.check(camel).findings().get(0)).extracting(Finding::why, Finding::remedy).containsExactly(
            "it can start a saga inside the transaction of route 'order', and closes it before that commits: if the commit fails,"
                + " what was written in it is gone and the saga has completed",
            "Put transacted() inside a step: at the begin of a route that is called from a saga() block, so that the saga outlives"
                + " the transaction.");
    }

    @Test
    void isContentWithATransactionInsideAStep() throws Exception {
        assertThat(broken(in -> {
            in.from("direct:order").routeId("order").saga().compensation("direct:undo").to("direct:act");
            in.from("direct:act").routeId("act").transacted().to("direct:part");
            in.from("direct:part").routeId("part").saga().compensation("direct:undo").log("x");
            in.from("direct:step").routeId("step").transacted().to("direct:joins");
            in.from("direct:joins").routeId("joins").saga().propagation(SagaPropagation.MANDATORY).compensation("direct:undo").log("x");
            in.from("direct:none").routeId("none").transacted("PROPAGATION_NOT_SUPPORTED").to("direct:starts");
            in.from("direct:apart").routeId("apart").policy("other").wireTap("direct:starts");
            in.from("direct:tap").routeId("tap").transacted().wireTap("direct:starts");
            in.from("direct:starts").routeId("starts").saga().compensation("direct:undo").log("x");
            in.from("direct:opens").routeId("opens").transacted().to("direct:manual");
            in.from("direct:manual").routeId("manual").saga().completionMode(SagaCompletionMode.MANUAL).timeout("1d").compensation("direct:undo").log("x");
        })).isEmpty();
    }

    private static org.assertj.core.groups.Tuple didYouMean(String written, String meant) {
        return org.assertj.core.groups.Tuple.tuple(
            "option '" + written + "' is none of those that speak to the coordinator",
            "Did you mean " + meant + "? There are bactrian.name, bactrian.businessKey, bactrian.step, bactrian.order, bactrian.retry.");
    }

    @Test
    void findsARetryThatJoinsAgain() throws Exception {
        assertThat(broken(in -> {
            in.from("direct:bad").routeId("bad").onException(IOException.class).maximumRedeliveries(2).end()
                .saga().compensation("direct:undo").to("direct:through");
            in.from("direct:through").routeId("through").errorHandler(in.noErrorHandler()).to("direct:step");
            in.from("direct:also-bad").routeId("also-bad").errorHandler(in.defaultErrorHandler().maximumRedeliveries(-1)).to("direct:step");
            in.from("direct:while").routeId("while").onException(IOException.class).retryWhile(in.constant(true)).end().to("direct:step");
            in.from("direct:step").routeId("step").errorHandler(in.noErrorHandler())
                .saga().propagation(SagaPropagation.MANDATORY).compensation("direct:undo").log("x");
        })).containsExactly("retry-joins-again bad to[direct:through]", "retry-joins-again also-bad to[direct:step]", "retry-joins-again while to[direct:step]");
    }

    @Test
    void isContentWithARetryInsideTheStep() throws Exception {
        assertThat(broken(in -> {
            in.from("direct:caller").routeId("caller").to("direct:step");
            in.from("direct:step").routeId("step").onException(IOException.class).maximumRedeliveries(2).end()
                .saga().compensation("direct:undo").to("direct:call");
            in.from("direct:call").routeId("call").errorHandler(in.noErrorHandler()).log("x");
            in.from("direct:retrying").routeId("retrying").onException(IOException.class).maximumRedeliveries(2).end().to("direct:has-the-last-word");
            in.from("direct:has-the-last-word").routeId("has-the-last-word").saga().compensation("direct:undo").log("x");
            in.from("direct:not-at-all").routeId("not-at-all").onException(IOException.class).maximumRedeliveries(0).end().to("direct:bare");
            in.from("direct:in-try").routeId("in-try").onException(IOException.class).maximumRedeliveries(2).end()
                .doTry().to("direct:bare").doCatch(IOException.class).log("x").end();
            in.from("direct:bare").routeId("bare").errorHandler(in.noErrorHandler()).saga().compensation("direct:undo").log("x");
        })).isEmpty();
    }

    @Test
    void findsCallbacksThatHideTheirFailure() throws Exception {
        assertThat(broken(in -> {
            in.from("direct:order").routeId("order").saga().compensation("direct:handles").completion("direct:dead-letters").log("x");
            in.from("direct:other").routeId("other").saga().compensation("direct:indirectly").log("x");
            in.from("direct:handles").routeId("handles").onException(IOException.class).handled(true).log("x").end().log("x");
            in.from("direct:dead-letters").routeId("dead-letters").errorHandler(in.deadLetterChannel("log:dead")).log("x");
            in.from("direct:indirectly").routeId("indirectly").to("direct:continues");
            in.from("direct:continues").routeId("continues").onException(IOException.class).continued(true).end().log("x");
        })).containsExactlyInAnyOrder(
            "callback-hides-failure handles onException[IOException].handled",
            "callback-hides-failure dead-letters errorHandler[deadLetterChannel]",
            "callback-hides-failure continues onException[IOException].continued");
    }

    @Test
    void isContentWithCallbacksThatRetryOrCatch() throws Exception {
        assertThat(broken(in -> {
            in.from("direct:order").routeId("order").onException(IOException.class).handled(true).end()
                .saga().compensation("direct:retries").completion("direct:catches").log("x");
            in.from("direct:retries").routeId("retries").onException(IOException.class).maximumRedeliveries(2).handled(false).end().log("x");
            in.from("direct:catches").routeId("catches").doTry().log("x").doCatch(IOException.class).log("nothing to do").end();
        })).isEmpty();
    }

    @Test
    void findsStepsInALoopThatNothingTellsApart() throws Exception {
        assertThat(broken(in -> {
            in.from("direct:order").routeId("order").saga()
                .loop(3).to("direct:same").end()
                .split(in.body()).to("direct:constant").to("direct:told-apart").to("direct:with-result").end()
                .to("direct:same");
            in.from("direct:same").routeId("same").saga().propagation(SagaPropagation.MANDATORY).compensation("direct:undo").log("x");
            in.from("direct:constant").routeId("constant").saga().compensation("direct:undo").option("a", in.constant("b")).log("x");
            in.from("direct:told-apart").routeId("told-apart").saga().compensation("direct:undo").option("line", in.body()).log("x");
            in.from("direct:with-result").routeId("with-result").saga().compensation("direct:undo").to("bactrian:result?names=id");
        })).containsExactly("same-step-in-loop order to[direct:same]", "same-step-in-loop order to[direct:constant]");
    }

    @Test
    void findsStepsInALoopThroughOtherRoutes() throws Exception {
        assertThat(broken(in -> {
            in.from("direct:order").routeId("order").saga().split(in.body()).to("direct:line").end();
            in.from("direct:line").routeId("line").to("direct:reserve").to("direct:apart");
            in.from("direct:reserve").routeId("reserve").saga().propagation(SagaPropagation.MANDATORY).compensation("direct:undo").to("direct:line");
            in.from("direct:apart").routeId("apart").saga().propagation(SagaPropagation.REQUIRES_NEW).compensation("direct:undo").to("direct:of-apart");
            in.from("direct:of-apart").routeId("of-apart").saga().propagation(SagaPropagation.MANDATORY).compensation("direct:undo").log("x");
        })).containsExactly("same-step-in-loop order to[direct:line]");
    }

    @Test
    void findsOnceOnOneSideOnly() throws Exception {
        assertThat(broken(in -> {
            in.from("direct:undone-once").routeId("undone-once").policy("once").log("x");
            in.from("direct:done-once").routeId("done-once").to("direct:undone-once");
            in.from("direct:neither").routeId("neither").saga().compensation("direct:undo").completion("direct:undo").log("x");
            in.from("direct:callbacks").routeId("callbacks").saga().compensation("direct:undone-once").completion("direct:done-once").log("x");
            in.from("direct:action").routeId("action").saga().compensation("direct:undo").completion("direct:undo").policy("once").log("x");
            in.from("direct:of-another-step").routeId("of-another-step").saga().compensation("direct:undone-once").to("direct:action");
        })).containsExactly(
            "once-on-one-side-only callbacks saga()",
            "once-on-one-side-only callbacks saga()",
            "once-on-one-side-only action saga()",
            "once-on-one-side-only of-another-step saga()");
        assertThat(SagaLint.check(camel).findings()).extracting(Finding::why).startsWith(
            "its compensation direct:undone-once has policy(\"once\") and its action has not: no action is ever on record, so the"
                + " compensation takes it for never done and does nothing",
            "its completion direct:done-once has policy(\"once\") and its action has not: no action is ever on record, so the"
                + " completion takes it for never done and does nothing",
            "its action has policy(\"once\") and its compensation direct:undo has not: nothing records that the step was undone, so it"
                + " is undone again when asked again, also where nothing was done, and an action that comes late still runs");
    }

    @Test
    void isContentWithOnceOnBothSides() throws Exception {
        assertThat(broken(in -> {
            in.from("direct:release").routeId("release").policy("once").log("x");
            in.from("direct:reserve").routeId("reserve").saga().compensation("direct:release").completion("direct:undo").policy("once").log("x");
            in.from("direct:calls").routeId("calls").saga().compensation("direct:release").choice().when(in.constant(true)).to("direct:act");
            in.from("direct:act").routeId("act").policy("once").log("x");
            in.from("direct:elsewhere").routeId("elsewhere").saga().compensation("kafka:undo").policy("once").log("x");
        })).isEmpty();
    }

    @Test
    void readsTheModelOfAStartedContextTheSame() throws Exception {
        camel.addService(new InMemorySagaService());
        camel.getPropertiesComponent().addInitialProperty("undo", "direct:undoo");
        camel.addRoutes(new RouteBuilder() {
            @Override
            public void configure() {
                onException(IOException.class).maximumRedeliveries(1).continued(true);
                from("direct:undo").routeId("undo").log("x");
                from("direct:order").routeId("order").saga().completionMode("MANUAL").compensation("direct:undo").loop(2).to("direct:same");
                from("direct:same").routeId("same").saga().propagation(SagaPropagation.MANDATORY).compensation("{{undo}}").bean(new Object(), "toString");
            }
        });
        List<String> before = findings(camel);

        camel.start();

        assertThat(findings(camel)).isEqualTo(before).extracting(finding -> finding.replaceFirst(" .*", ""))
            .containsExactly("manual-without-timeout", "callback-without-consumer", "callback-hides-failure", "same-step-in-loop");
    }

    @Test
    void readsYaml() throws Exception {
        load("routes.yaml", """
            - route:
                id: order
                from:
                  uri: direct:order
                  steps:
                    - saga:
                        completionMode: MANUAL
                        compensation: direct:undoo
                        option:
                          - key: bactrian.buisnessKey
                            expression: { simple: "${header.orderId}" }
                        steps:
                          - loop:
                              expression: { constant: "3" }
                              steps:
                                - to: direct:same
            - route:
                id: same
                from:
                  uri: direct:same
                  steps:
                    - saga:
                        propagation: MANDATORY
                        compensation: direct:same-undo
                        steps:
                          - to: "http://stock/reservations"
            - route:
                id: same-undo
                from:
                  uri: direct:same-undo
                  steps:
                    - log: undo
            """);

        assertThat(rulesBroken()).containsExactly("manual-without-timeout order", "callback-without-consumer order", "misspelt-option order", "same-step-in-loop order");
    }

    @Test
    void readsCallbackUrisAndTransactionsOfYaml() throws Exception {
        load("more.yaml", """
            - route:
                id: order
                from:
                  uri: direct:order
                  steps:
                    - transacted:
                        steps:
                          - to: direct:fulfil
            - route:
                id: legacy
                from:
                  uri: direct:legacy
                  steps:
                    - transacted: {}
                    - to: direct:fulfil
            - route:
                id: fulfil
                from:
                  uri: direct:fulfil
                  steps:
                    - saga:
                        compensation: "http://host/undo/${header.k}"
                        option:
                          - key: businessKey
                            expression: { simple: "${header.orderId}" }
                        steps:
                          - log: x
            """);

        assertThat(rulesBroken()).containsExactly("callback-uri-not-evaluated fulfil", "misspelt-option fulfil", "saga-inside-transaction fulfil");
    }

    @Test
    void readsCallbackUrisAndTransactionsOfXml() throws Exception {
        load("more.xml", """
            <routes xmlns="http://camel.apache.org/schema/spring">
              <route id="order">
                <from uri="direct:order"/>
                <transacted/>
                <to uri="direct:fulfil"/>
              </route>
              <route id="fulfil">
                <from uri="direct:fulfil"/>
                <saga>
                  <compensation uri="http://host/undo/${header.k}"/>
                  <option key="businessKey"><simple>${header.orderId}</simple></option>
                  <log message="x"/>
                </saga>
              </route>
            </routes>
            """);

        assertThat(rulesBroken()).containsExactly("callback-uri-not-evaluated fulfil", "misspelt-option fulfil", "saga-inside-transaction fulfil");

        camel.addService(new InMemorySagaService());
        camel.getRegistry().bind("required", new NoTransaction());
        camel.start();
        assertThat(rulesBroken()).containsExactly("callback-uri-not-evaluated fulfil", "misspelt-option fulfil", "saga-inside-transaction fulfil");
    }

    @Test
    void readsXml() throws Exception {
        load("routes.xml", """
            <routes xmlns="http://camel.apache.org/schema/spring">
              <route id="order">
                <from uri="direct:order"/>
                <saga completionMode="MANUAL">
                  <compensation uri="direct:undoo"/>
                  <option key="bactrian.buisnessKey"><simple>${header.orderId}</simple></option>
                  <to uri="direct:pay"/>
                </saga>
              </route>
              <route id="pay">
                <from uri="direct:pay"/>
                <saga propagation="REQUIRES_NEW">
                  <to uri="http://bank/charges"/>
                </saga>
              </route>
            </routes>
            """);

        assertThat(rulesBroken()).containsExactly(
            "side-effect-without-compensation pay", "manual-without-timeout order", "callback-without-consumer order", "misspelt-option order");
    }

    // spotless:on

    /** Is known by its type only. */
    private static final class NoTransaction implements TransactedPolicy {

        @Override
        public void beforeWrap(Route route, NamedNode definition) {}

        @Override
        public Processor wrap(Route route, Processor processor) {
            return processor;
        }
    }

    private void load(String name, String text) throws Exception {
        PluginHelper.getRoutesLoader(camel).loadRoutes(ResourceHelper.fromString(name, text));
    }

    private List<String> rulesBroken() {
        return SagaLint.check(camel).findings().stream()
                .map(finding -> finding.rule().id() + " " + finding.routeId())
                .toList();
    }

    @Test
    void failsWithEverythingThatIsToBeMended() throws Exception {
        broken(in -> in.from("direct:bad")
                .routeId("bad")
                .saga()
                .compensation("direct:undoo")
                .log("x"));

        assertThatThrownBy(() -> SagaLint.check(camel).orFail())
                .isInstanceOf(AssertionError.class)
                .hasMessage("""
                        1 thing in the sagas of these routes:
                          * callback-without-consumer in route 'bad' at saga(): no route consumes its\
                         compensation direct:undoo: the compensation will fail each time it is asked for
                              Add from("direct:undoo"), or mend the name.
                          What is right as it is can be accepted: SagaLint.check(..).ignoring(LintRule.X, "route-id",\
                         "reason").""");
    }

    @Test
    void acceptsWhatIsNamedWithAReason() throws Exception {
        broken(in -> in.from("direct:order")
                .routeId("order")
                .saga()
                .to("http://stock")
                .to("http://bank"));

        assertThatCode(() -> SagaLint.check(camel)
                        .ignoring(LintRule.SIDE_EFFECT_WITHOUT_COMPENSATION, "order", "both join the saga themselves")
                        .orFail())
                .doesNotThrowAnyException();
        assertThatCode(() -> SagaLint.check(camel)
                        .ignoring(LintRule.SIDE_EFFECT_WITHOUT_COMPENSATION, "all services join themselves")
                        .orFail())
                .doesNotThrowAnyException();
        assertThatThrownBy(() -> SagaLint.check(camel)
                        .ignoring(LintRule.SIDE_EFFECT_WITHOUT_COMPENSATION, "other", "why not")
                        .orFail())
                .hasMessageContaining("3 things in the sagas of these routes:")
                .hasMessageContaining(
                        "nothing to ignore: side-effect-without-compensation in route 'other' (\"why not\")"
                                + " is not found any more");
        assertThatThrownBy(
                        () -> SagaLint.check(camel).ignoring(LintRule.SIDE_EFFECT_WITHOUT_COMPENSATION, "order", " "))
                .hasMessage(
                        "ignoring side-effect-without-compensation in route 'order' needs a reason, for whoever reads"
                                + " the test next");
    }
}
