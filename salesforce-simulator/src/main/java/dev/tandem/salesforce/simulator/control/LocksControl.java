/*
 * Copyright 2026 the Tandem authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.tandem.salesforce.simulator.control;

import dev.tandem.salesforce.simulator.http.ApiFailure;
import dev.tandem.salesforce.simulator.http.ApiRequest;
import dev.tandem.salesforce.simulator.http.ApiResponse;
import dev.tandem.salesforce.simulator.records.RecordStore;
import dev.tandem.salesforce.simulator.records.SaveFailure;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** {@code /simulator/locks}: rows that a test keeps locked, as another user's long transaction does. */
final class LocksControl {
    private final RecordStore store;
    private final Map<String, Runnable> held = new HashMap<>();

    LocksControl(RecordStore store) {
        this.store = store;
    }

    ApiResponse answer(ApiRequest request, String name) {
        switch (request.method()) {
            case "PUT" -> lock(request, name);
            case "DELETE" -> unlock(name);
            default -> throw ApiFailure.methodNotAllowed(request.method(), "DELETE", "PUT");
        }
        return ApiResponse.empty(204);
    }

    private void lock(ApiRequest request, String name) {
        List<String> ids = new ArrayList<>();
        request.json().path("ids").forEach(id -> ids.add(id.asText()));
        unlock(name);
        try {
            Runnable release = store.lockRows(ids);
            synchronized (held) {
                held.put(name, release);
            }
        } catch (SaveFailure e) {
            throw new ApiFailure(400, e.code(), e.getMessage());
        }
    }

    private void unlock(String name) {
        Runnable release;
        synchronized (held) {
            release = held.remove(name);
        }
        if (release != null) {
            release.run();
        }
    }
}
