package io.bactrian.starter.autoconfigure;

/** The application cannot start with the properties it has; the message names one of them. */
final class WrongSettingException extends IllegalArgumentException {

    private static final long serialVersionUID = 1L;

    WrongSettingException(IllegalArgumentException cause) {
        super(cause.getMessage(), cause);
    }
}
