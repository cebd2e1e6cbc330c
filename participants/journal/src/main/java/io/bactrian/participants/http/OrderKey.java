package io.bactrian.participants.http;

import java.net.URLDecoder;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Writes an order id of any content so that it survives as a saga option: stock camel-lra puts options into the callback's URL as they
 * are and decodes them on the way back, other clients return them untouched. Letters and digits stay, all else becomes {@code ~} and
 * hexadecimal digits, which neither changes: {@code 4711} stays {@code 4711}, {@code 50% off} becomes {@code 50~25~20off}.
 */
public final class OrderKey {

    private static final Pattern KEY = Pattern.compile("([A-Za-z0-9._-]|~[0-9A-F]{2}){1,1200}");

    private OrderKey() {}

    public static String of(String orderId) {
        return URLEncoder.encode(orderId, StandardCharsets.UTF_8)
                .replace("~", "%7E")
                .replace("*", "%2A")
                .replace("+", "%20")
                .replace('%', '~');
    }

    /** @throws BadInput if this is no key: only a forged callback comes without the options of the join */
    public static String orderId(@Nullable String key) {
        if (key == null || !KEY.matcher(key).matches()) {
            throw new BadInput(List.of("option orderKey must be the key that the step joined with, was " + key));
        }
        return URLDecoder.decode(key.replace('~', '%'), StandardCharsets.UTF_8);
    }
}
