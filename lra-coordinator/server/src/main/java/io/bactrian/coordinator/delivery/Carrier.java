package io.bactrian.coordinator.delivery;

/**
 * Who makes the calls to links of one scheme other than http and https. Beans of this type are part of the standard
 * transport; not a {@link Transport} itself, because a bean of that type would replace it.
 *
 * @param scheme in lower case, without the colon
 */
public record Carrier(String scheme, Transport transport) {}
