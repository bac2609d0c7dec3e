/*
 * Copyright 2026 the Tandem authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.tandem.twoway.row;

import java.util.AbstractMap;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.function.BiConsumer;

/**
 * A map by field that never changes and keeps its order. Rules make many versions of a row that differ in a few fields or in none, so rows
 * share their maps, and comparing a map with itself is cheap.
 */
final class FrozenMap<V> extends AbstractMap<String, V> {
    private final Map<String, V> entries;

    private FrozenMap(Map<String, V> entries) {
        this.entries = entries;
    }

    /** Returns a copy of a map, or the map itself if it never changes. */
    static <V> Map<String, V> of(Map<String, V> map) {
        return map instanceof FrozenMap ? map : new FrozenMap<>(new LinkedHashMap<>(map));
    }

    @Override
    public Set<Entry<String, V>> entrySet() {
        return Collections.unmodifiableMap(entries).entrySet();
    }

    @Override
    public V get(Object key) {
        return entries.get(key);
    }

    @Override
    public boolean containsKey(Object key) {
        return entries.containsKey(key);
    }

    @Override
    public int size() {
        return entries.size();
    }

    @Override
    public void forEach(BiConsumer<? super String, ? super V> action) {
        entries.forEach(action);
    }
}
