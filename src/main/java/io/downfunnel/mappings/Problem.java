package io.downfunnel.mappings;

/**
 * Why a mapping file is refused, and what to write instead.
 *
 * @param line from 1
 * @param column from 1
 * @param path keys and places in lists from the top, such as {@code mappings/0/action}, also of a key that is missing;
 *     empty where it is about the file as a whole
 * @param cause a sentence
 * @param remedy a sentence: what to do
 */
public record Problem(int line, int column, String path, String cause, String remedy) {

    @Override
    public String toString() {
        return "line " + line + ", column " + column + ": " + cause + " " + remedy;
    }
}
