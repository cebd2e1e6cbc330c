package io.bactrian.routes.service;

/** How a route asks a service. */
public final class Services {

    /** The route configuration of routes that call a service. */
    public static final String CALL = "service-call";

    /** Appended to the URL of a call whose answer may be a "no": 409 is then an answer and not a fault. */
    public static final String MAY_REFUSE = "okStatusCodeRange=200-299,409";

    /** Appended to the URL of a call with what a caller sent: it may also find that wrong. */
    public static final String MAY_REFUSE_INPUT = "okStatusCodeRange=200-299,400,409";

    /** Appended to the URL of a look-up by what a caller sent. */
    public static final String MAY_NOT_FIND = "okStatusCodeRange=200-299,400,404";

    /** The exchange property that names the route that called a service last. */
    static final String STEP = "step";

    private Services() {}
}
