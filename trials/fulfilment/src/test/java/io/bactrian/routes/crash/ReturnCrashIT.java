package io.bactrian.routes.crash;

import static io.bactrian.testkit.crash.CrashPlan.APPLICATION;
import static org.assertj.core.api.Assertions.assertThat;

import io.bactrian.testkit.crash.CrashMatrix;
import io.bactrian.testkit.crash.CrashPlan;
import io.bactrian.testkit.crash.CrashRun;
import java.io.IOException;
import java.net.http.HttpResponse;

/** The return saga whose goods are damaged, with the coordinator or the application dying wherever it can. */
class ReturnCrashIT {

    static CrashPlan shop() {
        return OrderCrashIT.shop();
    }

    @CrashMatrix
    void undoesAllOfAReturnWhoseGoodsAreDamaged(CrashRun run) throws IOException {
        HttpResponse<String> answer = run.post(APPLICATION, "/returns", """
                {"returnId":"%1$s","orderId":"order of %1$s","reason":"does not fit"}""".formatted(run.id()));

        assertThat(answer.statusCode()).isEqualTo(409);
        assertThat(answer.body()).contains("\"state\":\"undone\"", "damaged");
    }
}
