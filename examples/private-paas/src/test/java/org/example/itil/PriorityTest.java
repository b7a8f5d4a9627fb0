package org.example.itil;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;

class PriorityTest {
    @Test
    void isHighestWhereBothAreHigh() {
        assertEquals(1, Priority.of(1, 1));
    }

    @Test
    void isLowestWhereBothAreLow() {
        assertEquals(5, Priority.of(3, 3));
    }
}
