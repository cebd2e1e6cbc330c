package io.bactrian.testkit.lint;

import java.util.List;

/** One thing to look for in all routes of a model. */
interface Rule {

    List<Finding> findings();
}
