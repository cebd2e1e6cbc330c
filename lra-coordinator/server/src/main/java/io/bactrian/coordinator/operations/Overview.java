package io.bactrian.coordinator.operations;

import java.util.Map;

/**
 * How many sagas and flows there are of those that are not over, by state; ended well is not counted.
 *
 * @param states RUNNING, COMPLETING, COMPENSATING and FAILED with their numbers, 0 included; STALLED where there can be
 *     flows
 * @param attention how many need a person
 */
public record Overview(Map<String, Long> states, long attention) {}
