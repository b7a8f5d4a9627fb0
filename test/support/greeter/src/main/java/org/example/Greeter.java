package org.example;

public final class Greeter {
    private final String word;

    public Greeter(String word) {
        this.word = word;
    }

    public String greet(String name) {
        if (name.isBlank()) {
            return word;
        }
        return word + ", " + name;
    }
}
