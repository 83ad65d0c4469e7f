// SPDX-License-Identifier: Apache-2.0

import CloudAPI
import Media
import RecordingModel
import Testing

/// A call of the task family, by what a client says.
enum TaskCall: CustomStringConvertible {
    case create
    case stop(String)
    case delete(String)
    case describe

    var description: String {
        switch self {
        case .create: "create"
        case .stop(let id): "stop \(id.suffix(4))"
        case .delete(let id): "delete \(id.suffix(4))"
        case .describe: "describe"
        }
    }
}

/// What a client hears.
enum TaskAnswer: Equatable {
    case made(String)
    case done
    /// Ids, and when each was stopped.
    case described([String: Int64])
    case refused(ErrorCode)
}

/// Calls that were made at once, and what they were answered.
struct TaskRound {
    var calls: [TaskCall]
    /// Unix seconds at which each was received.
    var times: [Int64]
    var answers: [TaskAnswer]
}

/// The family's rules for one caller at a time.
struct SerialTasks: Hashable {
    struct Entry: Hashable {
        var start: Int64
        var stopped: Int64
    }

    let runningLimit: Int
    var entries: [String: Entry] = [:]

    /// The answer to a call; a new order gets the id that the server gave it.
    mutating func answer(_ call: TaskCall, at time: Int64, madeID: String?) -> TaskAnswer {
        switch call {
        case .create:
            let running = entries.values.count { $0.stopped == 0 && $0.start <= time }
            guard running < runningLimit else { return .refused(.tooManyRunningTasks) }
            guard let madeID else { return .made("") }
            entries[madeID] = Entry(start: time, stopped: 0)
            return .made(madeID)
        case .stop(let id):
            guard let entry = entries[id] else { return .refused(.invalidParameter) }
            if entry.stopped == 0 { entries[id]?.stopped = time }
            return .done
        case .delete(let id):
            return entries.removeValue(forKey: id) == nil ? .refused(.invalidParameter) : .done
        case .describe:
            return .described(entries.mapValues(\.stopped))
        }
    }

    /// Every state that some order of a round's calls leads to, with the answers that were given.
    func states(after round: TaskRound) -> Set<SerialTasks> {
        var states: Set<SerialTasks> = []
        search(round, open: Array(round.calls.indices), found: &states)
        return states
    }

    private func search(_ round: TaskRound, open: [Int], found: inout Set<SerialTasks>) {
        guard !open.isEmpty else {
            found.insert(self)
            return
        }
        for index in open {
            var next = self
            var madeID: String?
            if case .made(let id) = round.answers[index] { madeID = id }
            let answer = next.answer(round.calls[index], at: round.times[index], madeID: madeID)
            guard answer == round.answers[index] else { continue }
            next.search(round, open: open.filter { $0 != index }, found: &found)
        }
    }
}
