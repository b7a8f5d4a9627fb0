package org.example.itil;

/** How soon a ticket is worked on: by its impact and its urgency, each from 1 (high) to 3 (low). */
public final class Priority {
    private Priority() {
    }

    public static int of(int impact, int urgency) {
        return checked("impact", impact) + checked("urgency", urgency) - 1;
    }

    private static int checked(String name, int value) {
        if (value < 1 || value > 3) {
            throw new IllegalArgumentException(name + " must be 1, 2 or 3, got " + value);
        }
        return value;
    }
}
