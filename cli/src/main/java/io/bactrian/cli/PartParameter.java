package io.bactrian.cli;

import io.bactrian.cli.system.Part;
import java.util.Arrays;
import java.util.Iterator;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** A part by its name on the command line. */
final class PartParameter implements ITypeConverter<Part>, Iterable<String> {

    @Override
    public Part convert(String value) {
        try {
            return Part.named(value);
        } catch (IllegalArgumentException e) {
            throw new TypeConversionException(String.valueOf(e.getMessage()));
        }
    }

    @Override
    public Iterator<String> iterator() {
        return Arrays.stream(Part.values()).map(Part::label).iterator();
    }
}
