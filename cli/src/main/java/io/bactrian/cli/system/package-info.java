/** The parts of a system as operating-system processes: started, watched, killed and remembered. */
@NullMarked
package io.bactrian.cli.system;

import org.jspecify.annotations.NullMarked;
