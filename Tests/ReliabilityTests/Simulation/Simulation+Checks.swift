// SPDX-License-Identifier: Apache-2.0

import Media
import RecordingModel
import RecordingTesting

// How everything should be: now, when it is calm, and in the end.
extension Simulation {
    /// Looks at the catalogue with nothing in between.
    private func look<Value: Sendable>(_ work: @escaping @Sendable (isolated MemoryCatalogue) -> Value) -> Value? {
        let box = Box<Value>()
        let catalogue = world.catalogue
        // A simulation that has nothing to do lets this through at once.
        Task { box.value = await catalogue.perform(work) }
        while box.value == nil, scheduler.step() {}
        return box.value
    }

    private final class Box<Value>: @unchecked Sendable {
        var value: Value?
    }

    /// Whenever nothing is left to do before time goes on.
    func checkNow() {
        guard let server else { return }
        if server.process.clock.sleeperCount > 1_000 { world.violated("more and more tasks sleep") }
        for stream in Self.streams {
            guard let source = sources[stream] else { continue }
            for recording in source.recordings { check(recording) }
        }
    }

    private func check(_ recording: RecordingID) {
        guard case .order(let id) = recording.cause, let order = world.orders[id] else { return }
        if let stopped = order.stopAnsweredAt, scheduler.now - stopped > .seconds(3) {
            world.violated("\(id) is recorded after its stop")
        }
        if !world.plan.clockSteps, order.task.end.advanced(by: .seconds(3)) < world.wall.now {
            world.violated("\(id) is recorded after its end")
        }
    }

    // MARK: Calm

    /// What is recorded is what the catalogue says.
    func checkRecorded() {
        guard world.violations.isEmpty else { return }
        guard let tasks = look({ $0.allTasks }) else { return world.violated("the catalogue does not answer") }
        let (now, known) = (world.wall.now, scheduler.now)
        for (id, order) in world.orders.sorted(by: { $0.key < $1.key }) where order.isAnswered {
            guard !order.isDeleteAsked, !tasks.contains(where: { $0.id == id }) else { continue }
            world.violated("\(id) has been answered, and is forgotten")
        }
        guard !world.plan.clockSteps else { return }
        for stream in Self.streams {
            guard let source = sources[stream], let since = source.known, known - since > .seconds(20) else { continue }
            let actual = Set(source.recordings.map(\.cause))
            let due = tasks.filter { task in
                task.key.stream == stream && task.stopped == nil && task.start.advanced(by: .seconds(20)) < now
                    && now.advanced(by: .seconds(2)) < task.end && world.orders[task.id]?.isAnswered == true
                    && world.orders[task.id]?.isDeleteAsked == false && world.orders[task.id]?.isStopAsked == false
            }
            let recorded = due.filter { actual.contains(.order(taskID: $0.id)) }
            world.trace("\(stream): \(recorded.count) of \(due.count) orders, \(actual.count) causes")
            if recorded.count < due.count, actual.count < 3 {
                world.violated("of \(due.map(\.id)) only \(recorded.map(\.id)) are recorded")
            }
            for case .order(let id) in actual where !tasks.contains(where: { $0.id == id && $0.stopped == nil }) {
                if world.orders[id]?.isDeleteAsked == false { world.violated("\(id) is recorded, and nobody wants it") }
            }
        }
    }

    // MARK: The end

    /// What is still to be done, in words.
    func unsettled() -> String? {
        if !sources.isEmpty {
            for stream in Self.streams { sources[stream].map(endPush) }
            return "pushes"
        }
        if readyServer == nil { return "no server" }
        if !world.media.journals.isEmpty { return "recordings \(world.media.journals.keys.sorted())" }
        guard
            let rest = look({ [world, now = world.wall.now] base -> String? in
                let pending = base.deliveries(matching: DeliveryFilter(state: .pending), after: 0, limit: .max)
                if !pending.isEmpty { return "deliveries \(pending.map(\.body))" }
                let objects = base.allObjects.filter { $0.state != .stored }
                if !objects.isEmpty {
                    return "objects \(objects.map { "\($0.id.sessionID)/\($0.id.name) \($0.state) \($0.attempts)" })"
                }
                let gone = base.allFiles.filter { $0.storeURL == nil && world.media.file($0.path) == nil }
                if !gone.isEmpty { return "files that are not there \(gone.map(\.path))" }
                let expired = base.allFiles.filter {
                    $0.notes.expires.map { $0.advanced(by: .seconds(60)) < now } ?? false
                }
                if !expired.isEmpty { return "files that should have gone \(expired.map(\.path))" }
                let copies = base.storedCopies(limit: .max)
                if !copies.isEmpty { return "copies \(copies)" }
                let pushes = base.pushes.filter { $0.end == nil }
                return pushes.isEmpty ? nil : "open pushes \(pushes.map(\.publication.id.number))"
            })
        else { return "the catalogue does not answer" }
        return rest
    }

    /// When all is done.
    func checkEnd() {
        checkRows()
        checkFiles()
        guard let objects = look({ $0.allObjects }) else { return world.violated("the catalogue does not answer") }
        for object in objects where world.bucket[object.address] != object.sha256 {
            world.violated("\(object.address) is noted as stored, and is not")
        }
        let known = Set(objects.map(\.address))
        for address in world.bucket.keys where !known.contains(address) {
            world.violated("\(address) is in the store, and nobody knows")
        }
    }

    /// Everything that was to be told was taken, or given up.
    private func checkRows() {
        guard
            let (kept, attempts) = look({ base in
                (base.deliveries(matching: DeliveryFilter(), after: 0, limit: .max), base.allAttempts)
            })
        else { return world.violated("the catalogue does not answer") }
        let tried = Set(attempts.filter { $0.resultCode != 0 }.map(\.request))
        for row in world.rows.values where !world.taken.contains(row.body) {
            let isGivenUp = kept.contains { $0.body == row.body && $0.state == .givenUp } && tried.contains(row.body)
            if !isGivenUp { world.violated("nobody was told \(row.body)") }
        }
        let bodies = world.rows.values.map(\.body)
        for id in world.files.keys where !bodies.contains(where: { $0.contains("\"file \(id)\"") }) {
            world.violated("file \(id) was never announced")
        }
    }

    private func checkFiles() {
        guard let files = look({ $0.allFiles }) else { return world.violated("the catalogue does not answer") }
        for file in files {
            if world.plan.uploads, file.storeURL == nil { world.violated("\(file.path) has not been uploaded") }
            if world.media.file(file.path) == nil, file.storeURL == nil { world.violated("\(file.path) is lost") }
        }
        let paths = Set(files.map(\.path))
        for (folder, contents) in world.media.folders {
            for name in contents.files.keys where [".flv", ".mp4", ".aac"].contains(where: name.hasSuffix) {
                let path = "\(folder)/\(name)"
                if !paths.contains(path), !name.hasPrefix("init-"), !contents.files.keys.contains("index.m3u8") {
                    world.violated("\(path) is on the disk, and in no library")
                }
            }
            if !contents.unnamed.isEmpty { world.violated("\(folder) has \(contents.unnamed.keys)") }
        }
        guard !world.plan.clockSteps else { return }
        for file in world.files.values { checkTime(of: file) }
    }

    /// Nothing is recorded outside of its order's window, nor twice.
    private func checkTime(of file: RecordedFile) {
        if case .order(let id) = file.cause, let order = world.orders[id] {
            // A file that was cut off tells its last arrival as well as the journal knew it, and that knows of no stop.
            let stop = order.stopAnswered?.advanced(by: .seconds(1)) ?? order.task.end
            let end = min(order.task.end, stop)
            if file.facts.ended > end {
                world.violated("\(file.path) goes on until \(file.facts.ended), \(id) until \(end)")
            }
            if file.facts.begun.advanced(by: .seconds(2)) < order.task.start {
                world.violated("\(file.path) begins before \(id)")
            }
        }
        for other in world.files.values
        where other.cause == file.cause && other.format == file.format && other.id != file.id
            && other.publication.id == file.publication.id && file.facts.begun <= other.facts.begun
            && other.facts.begun.advanced(by: .seconds(2)) < min(file.facts.ended, other.facts.ended)
        {
            world.violated("\(file.path) and \(other.path) have the same packets")
        }
    }
}
