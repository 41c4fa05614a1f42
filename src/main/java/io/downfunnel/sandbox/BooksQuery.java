package io.downfunnel.sandbox;

import java.util.List;

/**
 * Which part of the books is wanted.
 *
 * @param list the name of one list of the books; empty for all of them
 * @param page from 0
 * @param size entries per page, at least 1
 */
public record BooksQuery(String list, int page, int size) {

    public static final BooksQuery EVERYTHING = new BooksQuery("", 0, Integer.MAX_VALUE);

    public BooksQuery {
        if (page < 0 || size < 1) {
            throw new ControlException("page must be 0 or more and size 1 or more");
        }
    }

    public boolean wants(String name) {
        return list.isEmpty() || list.equals(name);
    }

    public <T> List<T> page(List<T> all) {
        long from = (long) page * size;
        return from >= all.size() ? List.of() : all.subList((int) from, (int) Math.min(all.size(), from + size));
    }
}
