package io.bactrian.routes.crash;

import io.bactrian.routes.scripted.Reply;
import io.bactrian.routes.scripted.Request;
import io.bactrian.routes.scripted.ScriptedOrders;
import io.bactrian.routes.scripted.ScriptedReturns;
import io.bactrian.routes.scripted.ScriptedService;
import io.bactrian.testkit.crash.CrashServices;
import io.bactrian.testkit.crash.Deed;
import io.bactrian.testkit.crash.Deed.Kind;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The services around the routes. Inventory and payment join the saga themselves; shipping knows nothing of sagas; orders
 * keeps its record. Each action of a saga has one effect, however often it is asked for, and none once it is undone.
 */
final class ShopServices implements CrashServices {

    private static final Reply NO = Reply.of(400, "{'error':'not in this saga'}");

    private final ScriptedService inventory = new ScriptedService(this::reserve);
    private final ScriptedService payment = new ScriptedService(this::charge);
    private final ScriptedOrders orderRows = new ScriptedOrders();
    private final ScriptedReturns returnRows = new ScriptedReturns();
    private final ScriptedService orders = new ScriptedService(this::keepOrder);
    private final ScriptedService shipping = new ScriptedService(this::ship);
    private final List<Deed> journal = new ArrayList<>();
    private final Set<String> done = new HashSet<>();
    private final Set<String> undone = new HashSet<>();
    private final boolean goodToTheEnd;

    /** @param goodToTheEnd false: the last step says no, as nobody ships the order, or what comes back is damaged */
    ShopServices(boolean goodToTheEnd) {
        this.goodToTheEnd = goodToTheEnd;
    }

    @Override
    public Map<String, String> urls() {
        return Map.of(
                "inventory", inventory.url(),
                "payment", payment.url(),
                "orders", orders.url(),
                "shipping", shipping.url());
    }

    private Reply reserve(Request request) {
        if (!isAbout(request, "/restocks/", "restock-return")) {
            return participant(inventory, "reserve-stock", request);
        }
        if (request.path().startsWith("/comp") || goodToTheEnd) {
            return participant(inventory, "restock-return", request);
        }
        return inventory.join(request, "restock-return")
                ? Reply.of(409, "{'error':'damaged','detail':'all of it'}")
                : NO;
    }

    private Reply charge(Request request) {
        boolean refund = isAbout(request, "/refunds/", "refund-return");
        return participant(payment, refund ? "refund-return" : "charge-payment", request);
    }

    private static boolean isAbout(Request request, String path, String step) {
        return request.path().startsWith(path) || request.path().endsWith("/" + step);
    }

    private Reply participant(ScriptedService service, String step, Request request) {
        String saga = request.saga();
        if (request.path().startsWith("/compensate/")) {
            return undo(step, saga, saga, request.headers().get("long-running-action-recovery"));
        }
        if (request.path().startsWith("/complete/")) {
            note(new Deed(Kind.COMPLETED, step, "", saga, true, null));
            return Reply.OK;
        }
        if (!service.join(request, step)) {
            return NO;
        }
        return act(step, saga, saga);
    }

    /** The order itself is the first thing that a saga has to undo, its confirmation one of the last. */
    private Reply keepOrder(Request request) {
        String path = request.path();
        if (ScriptedReturns.areMeant(request) || path.endsWith("/validate-return")) {
            return keepReturn(request);
        }
        if (path.startsWith("/comp")) {
            return participant(orders, "confirm-order", request);
        }
        if (path.endsWith("/confirmation")) {
            Reply confirmed = participant(orders, "confirm-order", request);
            return confirmed.equals(NO) ? NO : orderRows.apply(request);
        }
        String attempt = path.substring(0, path.lastIndexOf('/'));
        if (path.endsWith("/saga")
                && act("pending-order", attempt, request.saga()).equals(NO)) {
            return NO;
        }
        if (path.endsWith("/cancellation")) {
            undo("pending-order", attempt, request.saga(), null);
        }
        return orderRows.apply(request);
    }

    private Reply keepReturn(Request request) {
        if (request.path().startsWith("/comp")) {
            returnRows.end(request.saga(), request.path().startsWith("/complete"));
            return participant(orders, "validate-return", request);
        }
        boolean mayGoOn = !ScriptedReturns.isValidation(request)
                || !participant(orders, "validate-return", request).equals(NO);
        return mayGoOn ? returnRows.apply(request) : NO;
    }

    private Reply ship(Request request) {
        String order = request.path();
        if (request.method().equals("DELETE")) {
            return undo("create-shipment", order, null, null);
        }
        if (request.method().equals("GET")) {
            return Reply.of(200, "{'trackingId':'T-1'}");
        }
        return goodToTheEnd
                ? act("create-shipment", order, null)
                : Reply.of(409, "{'error':'no carrier','detail':'for this address'}");
    }

    private synchronized Reply act(String step, String owner, @Nullable String saga) {
        if (undone.contains(step + owner)) {
            return NO;
        }
        note(new Deed(Kind.DONE, step, "", saga, done.add(step + owner), null));
        return Reply.of(200, "{'trackingId':'T-1'}");
    }

    private synchronized Reply undo(String step, String owner, @Nullable String saga, @Nullable String call) {
        boolean first = undone.add(step + owner);
        note(new Deed(Kind.UNDONE, step, "", saga, first && done.contains(step + owner), call));
        return Reply.OK;
    }

    private synchronized void note(Deed deed) {
        journal.add(deed);
    }

    @Override
    public synchronized List<Deed> journal() {
        return List.copyOf(journal);
    }

    @Override
    public synchronized void reset() {
        journal.clear();
    }

    @Override
    public void close() {
        List.of(inventory, payment, orders, shipping).forEach(ScriptedService::close);
    }
}
