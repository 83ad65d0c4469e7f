// SPDX-License-Identifier: Apache-2.0

import Media
import RecordingModel
import RecordingTesting
import Testing

/// Drives a planner and its oracle through the same random events and compares them after each.
struct RandomHistory {
    private let seed: UInt64
    private var random: SeededGenerator
    private var planner = Planner()
    private var oracle = PlannerOracle()
    /// What the planner's changes add up to.
    private var recordings: Set<PlannerOracle.Recording> = []
    private var now = WallTime.seconds(1_763_000_000)
    private var publicationCount: UInt64 = 0
    private(set) var starts = 0
    private let keys = ["a", "b"].map { StreamKey(domain: "push.example.com", application: "live", stream: $0) }

    init(seed: UInt64) {
        self.seed = seed
        random = SeededGenerator(seed: seed)
    }

    mutating func step() throws {
        moveClock()
        let kind = makeEvent()
        let changes = follow(kind)
        oracle.happened(PlannerEvent(kind: kind, now: now))
        for change in changes { try apply(change) }
        try #require(recordings == oracle.recordings, log)
        try #require(planner.nextDeadline == oracle.nextDeadline, log)
    }

    /// What led to a failure.
    private var log: Comment {
        Comment(rawValue: "seed \(seed)\n\(oracle.history.map(\.description).joined(separator: "\n"))")
    }

    /// To a boundary, late to a boundary, a little ahead, hours ahead, not at all, or back.
    private mutating func moveClock() {
        let deadline = max(now, planner.nextDeadline ?? now)
        switch below(20) {
        case 0..<8: now = deadline
        case 8..<10: now = deadline.advanced(by: .milliseconds(40))
        case 10..<14: now = now.advanced(by: .seconds(Int64(below(30))))
        case 14..<16: now = now.advanced(by: .seconds(3_600 * Int64(below(30))))
        case 16: now = now.advanced(by: .seconds(Int64(-below(7_200))))
        case _: break
        }
    }

    private mutating func makeEvent() -> PlannerEvent.Kind {
        let pushes = oracle.livePushes
        let oldest = pushes.keys.min { $0.number < $1.number }
        let tasks = oracle.tasks
        let taskID = tasks.isEmpty ? nil : tasks[max(0, tasks.count - 1 - below(8))].id
        switch below(40) {
        case 0..<14: return .added(makeTask())
        case 14..<16: return taskID.map { .stopped($0) } ?? .passed
        case 16..<19: return taskID.map { .deleted($0) } ?? .passed
        case 19..<25:
            let silent = keys.filter { !pushes.values.contains($0) }
            guard !silent.isEmpty else { return .passed }
            publicationCount += 1
            let templateID = below(2) == 0 ? nil : Int64(below(9))
            return .began(PublicationID(number: publicationCount), silent[below(silent.count)], templateID)
        case 25..<28: return oldest.map { .ended($0) } ?? .passed
        case 28: return .restarted
        case _: return .passed
        }
    }

    /// A window of seconds or hours that lies behind, around, at or ahead of the present.
    private mutating func makeTask() -> RecordingTask {
        let distance = [-3_600, -1, 0, 0, 5, 600, 86_400, 259_200][below(8)]
        let length = [1, 2, 10, 600, 3_600, 7_200, 43_200, 86_400][below(8)]
        let start = now.advanced(by: .seconds(Int64(distance)))
        // A random digit first, so that ids do not sort by age.
        return RecordingTask(
            id: "\(below(10))-\(oracle.history.count)", key: keys[below(2)], start: start,
            end: start.advanced(by: .seconds(Int64(length))), templateID: UInt64(below(9)), created: now)
    }

    private mutating func follow(_ kind: PlannerEvent.Kind) -> [Planner.Change] {
        switch kind {
        case .added(let task): return planner.added(task.order, at: now)
        case .stopped(let taskID): return planner.stopped(taskID: taskID, at: now)
        case .deleted(let taskID): return planner.deleted(taskID: taskID, at: now)
        case .began(let publication, let key, let templateID):
            let rule = templateID.map {
                RecordRule(domain: key.domain, application: "", stream: key.stream, templateID: $0, created: now)
            }
            return planner.began(publication, of: key, rule: rule, at: now)
        case .ended(let publication):
            recordings = recordings.filter { $0.publication != publication }
            return planner.ended(publication, at: now)
        case .passed: return planner.passed(now)
        case .restarted:
            planner = Planner()
            recordings = []
            let now = self.now
            return oracle.unfinished(at: now).flatMap { planner.added($0.order, at: now) }
        }
    }

    private mutating func apply(_ change: Planner.Change) throws {
        switch change {
        case .start(let cause, let publication, let start, let end, let output):
            switch cause {
            case .order(let taskID):
                let task = try #require(oracle.tasks.first { $0.id == taskID }, log)
                try #require(start == task.start && end == task.end && output == .template(task.templateID), log)
            case .rule:
                try #require(start == now && end == WallTime(microseconds: .max), log)
                let templateID = try #require(oracle.ruleTemplate(of: publication), log)
                try #require(output == .template(UInt64(templateID)), log)
            }
            let recording = PlannerOracle.Recording(cause: cause, publication: publication)
            try #require(recordings.insert(recording).inserted, log)
            starts += 1
        case .end(let taskID, let publication, let time):
            let task = try #require(oracle.tasks.first { $0.id == taskID }, log)
            try #require(time == task.end || (time == now && now < task.end), log)
            let recording = PlannerOracle.Recording(cause: .order(taskID: taskID), publication: publication)
            try #require(recordings.remove(recording) != nil, log)
        }
    }

    private mutating func below(_ bound: Int) -> Int { Int.random(in: 0..<bound, using: &random) }
}
