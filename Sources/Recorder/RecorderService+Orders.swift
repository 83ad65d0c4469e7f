// SPDX-License-Identifier: Apache-2.0

package import Media
package import RecordingModel

// Each call is a task of its own: a step is carried out whole though its caller's connection goes away.
extension RecorderService: RecordingOrders {
    package func create(_ task: RecordingTask, within quota: OrderQuota) async throws -> OrderRefusal? {
        try await Task {
            try await create(task.order) { try await self.catalogue.insert(task, within: quota) }
        }.value
    }

    package func create(_ record: LiveRecord, within quota: OrderQuota) async throws -> OrderRefusal? {
        guard !record.isRealTime || planner.isPushed(record.key) else { return .notLive }
        return try await Task {
            try await create(record.order) { try await self.catalogue.insert(record, within: quota) }
        }.value
    }

    package func stop(taskID: String, at time: WallTime) async throws -> Bool {
        try await Task {
            let order = try await carriedOut(on: taskID) { try await catalogue.stopTask(id: taskID, at: time) }
            guard order != nil else { return false }
            await stopped(taskID, at: time)
            return true
        }.value
    }

    package func stopLiveRecord(
        id: UInt64, ofStream stream: String, at time: WallTime
    ) async throws -> LiveRecordMatch {
        try await Task {
            let match = try await catalogue.stopLiveRecord(id: id, ofStream: stream, at: time)
            if match == .found { await stopped(String(id), at: time) }
            return match
        }.value
    }

    package func delete(taskID: String, at time: WallTime) async throws -> Bool {
        try await Task {
            guard try await carriedOut(on: taskID, { try await catalogue.deleteTask(id: taskID) }) else { return false }
            await deleted(taskID, at: time)
            return true
        }.value
    }

    package func deleteLiveRecord(
        id: UInt64, ofStream stream: String, at time: WallTime
    ) async throws -> LiveRecordMatch {
        try await Task {
            let match = try await catalogue.deleteLiveRecord(id: id, ofStream: stream)
            if match == .found { await deleted(String(id), at: time) }
            return match
        }.value
    }

    private func create(
        _ order: RecordingOrder, insert: () async throws -> OrderRefusal?
    ) async throws -> OrderRefusal? {
        creating[order.id] = false
        defer { creating[order.id] = nil }
        if let refusal = try await insert() { return refusal }
        if creating[order.id] == false { await carryOut(planner.added(order, at: clock.now)) }
        return nil
    }

    private func stopped(_ taskID: String, at time: WallTime) async {
        if creating[taskID] != nil { creating[taskID] = true }
        stopContinuing(.order(taskID: taskID))
        // The world's clock may have been set back since.
        await carryOut(planner.stopped(taskID: taskID, at: min(time, clock.now)))
        await settle(.order(taskID: taskID))
    }

    private func deleted(_ taskID: String, at time: WallTime) async {
        if creating[taskID] != nil { creating[taskID] = true }
        await carryOut(planner.deleted(taskID: taskID, at: min(time, clock.now)))
        await settle(.order(taskID: taskID))
    }

    /// Changes an order in the catalogue; should that fail it is found out, while the server runs, whether it was done.
    private func carriedOut<Value>(on taskID: String, _ change: () async throws -> Value) async throws -> Value {
        do {
            return try await change()
        } catch {
            doubts[taskID] = doubts[taskID] ?? Task { await resolveDoubt(about: taskID) }
            throw error
        }
    }

    private func resolveDoubt(about taskID: String) async {
        var attempt = 2
        while true {
            try? await timer.sleep(for: Interruption.pause(before: attempt))
            attempt += 1
            guard !Task.isCancelled else { return }
            guard let task = try? await catalogue.task(id: taskID) as RecordingTask?? else { continue }
            doubts[taskID] = nil
            if let task {
                if let time = task.stopped { await stopped(taskID, at: time) }
            } else {
                await deleted(taskID, at: clock.now)
            }
            return
        }
    }

    /// Waits until no stream gives anything more to an order's recordings: what comes after the answer is not recorded.
    private func settle(_ cause: RecordingCause) async {
        let publications = running.keys.filter { $0.cause == cause }.map(\.publication)
        for publication in Set(publications) { await sources[publication]?.settle() }
    }
}
