// SPDX-License-Identifier: Apache-2.0

import Media
import RecordingModel

/// What a planner was told.
struct PlannerEvent: CustomStringConvertible {
    enum Kind {
        case added(RecordingTask)
        case stopped(String)
        case deleted(String)
        /// With the template of the rule that matches, if one does.
        case began(PublicationID, StreamKey, Int64?)
        case ended(PublicationID)
        case passed
        /// The process ended and began again: no push is left, orders come from the catalogue.
        case restarted
    }

    var kind: Kind
    var now: WallTime

    var description: String { "\(now.microseconds): \(kind)" }
}

/// The planner's rules, written down slowly: every question is answered from the whole history.
struct PlannerOracle {
    struct Recording: Hashable {
        var cause: RecordingCause
        var publication: PublicationID
    }

    private(set) var history: [PlannerEvent] = []
    /// What records now: the one thing that later answers build on, as those that run keep their place.
    private(set) var recordings: Set<Recording> = []

    mutating func happened(_ event: PlannerEvent) {
        history.append(event)
        let (pushes, tasks) = (livePushes, tasks)
        let running = tasks.filter { task in recordings.contains { $0.cause == .order(taskID: task.id) } }
        let over = running.filter { !mayRecord($0, evenIfDeleted: true) }.map { RecordingCause.order(taskID: $0.id) }
        let ordered = recordings.filter { pushes[$0.publication] != nil && !over.contains($0.cause) }
        let ruled = pushes.keys.filter { ruleTemplate(of: $0) != nil }
        recordings = ordered.union(ruled.map { Recording(cause: .rule, publication: $0) })
        let candidates = tasks.filter { task in
            !recordings.contains { $0.cause == .order(taskID: task.id) } && mayRecord(task, evenIfDeleted: false)
        }
        for task in candidates.sorted(by: { ($0.start, $0.id) < ($1.start, $1.id) }) {
            guard let publication = pushes.first(where: { $0.value == task.key })?.key else { continue }
            let places = recordings.count { $0.publication == publication && $0.cause != .rule }
            guard places < 3 else { continue }
            recordings.insert(Recording(cause: .order(taskID: task.id), publication: publication))
        }
    }

    /// The earliest start or end that lies ahead of an order that may still record.
    var nextDeadline: WallTime? {
        tasks.compactMap { task -> WallTime? in
            let isRecorded = recordings.contains { $0.cause == .order(taskID: task.id) }
            guard !isStopped(task.id), !isDeleted(task.id) || isRecorded else { return nil }
            let now = latestTime(of: task.id)
            return now < task.start ? task.start : now < task.end ? task.end : nil
        }.min()
    }

    /// The orders that a planner begins with after a restart.
    func unfinished(at now: WallTime) -> [RecordingTask] {
        tasks.filter { !isStopped($0.id) && !isDeleted($0.id) && now < $0.end }
    }

    var tasks: [RecordingTask] {
        history.compactMap { event in
            guard case .added(let task) = event.kind else { return nil }
            return task
        }
    }

    var livePushes: [PublicationID: StreamKey] {
        var pushes: [PublicationID: StreamKey] = [:]
        for event in history {
            switch event.kind {
            case .began(let publication, let key, _): pushes[publication] = key
            case .ended(let publication): pushes[publication] = nil
            case .restarted: pushes = [:]
            case .added, .stopped, .deleted, .passed: break
            }
        }
        return pushes
    }

    /// The template that a rule had for a push when it began.
    func ruleTemplate(of publication: PublicationID) -> Int64? {
        for event in history {
            if case .began(publication, _, let templateID) = event.kind { return templateID }
        }
        return nil
    }

    private func mayRecord(_ task: RecordingTask, evenIfDeleted: Bool) -> Bool {
        guard !isStopped(task.id), evenIfDeleted || !isDeleted(task.id) else { return false }
        let now = latestTime(of: task.id)
        return task.start <= now && now < task.end
    }

    private func isStopped(_ taskID: String) -> Bool {
        history.contains { event in
            guard case .stopped(taskID) = event.kind else { return false }
            return true
        }
    }

    private func isDeleted(_ taskID: String) -> Bool {
        history.contains { event in
            guard case .deleted(taskID) = event.kind else { return false }
            return true
        }
    }

    /// The latest time told since the order was made, or since the process began with it in the catalogue.
    private func latestTime(of taskID: String) -> WallTime {
        var latest: WallTime?
        for event in history {
            switch event.kind {
            case .added(let task) where task.id == taskID: latest = event.now
            case .restarted: latest = latest.map { _ in event.now }
            case .added, .stopped, .deleted, .began, .ended, .passed: latest = latest.map { max($0, event.now) }
            }
        }
        return latest ?? WallTime(microseconds: .min)
    }
}
