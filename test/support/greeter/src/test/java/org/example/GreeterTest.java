package org.example;

import static org.junit.Assert.assertEquals;

import org.junit.Ignore;
import org.junit.Test;

public class GreeterTest {
    private final Greeter greeter = new Greeter(System.getProperty("word", "Hello"));

    @Test
    public void greets() {
        assertEquals("Hello, Ann", greeter.greet("Ann"));
    }

    @Test
    public void takesItsTime() throws InterruptedException {
        System.out.println("takes its time");
        Thread.sleep(Long.getLong("sleep", 0));
    }

    @Test
    @Ignore("not yet")
    public void says() {}
}
