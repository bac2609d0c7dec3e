/*
 * Copyright 2026 the Tandem authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.tandem.salesforce.source.plan;

import java.util.ArrayList;
import java.util.List;

/** A division of the objects over at most as many tasks as are allowed, each as often as the others, give or take one. */
public final class TaskPlan {
    private TaskPlan() {}

    /** Returns the objects of each task; no task is without one. */
    public static List<List<String>> divide(List<String> objects, int maxTasks) {
        int tasks = Math.min(maxTasks, objects.size());
        List<List<String>> plan = new ArrayList<>(tasks);
        for (int task = 0; task < tasks; task++) {
            List<String> share = new ArrayList<>();
            for (int i = task; i < objects.size(); i += tasks) {
                share.add(objects.get(i));
            }
            plan.add(List.copyOf(share));
        }
        return plan;
    }
}
