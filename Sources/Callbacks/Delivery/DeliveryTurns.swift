// SPDX-License-Identifier: Apache-2.0

import NIOCore
import RecordingModel

/// Decides which of the queues that are due is delivered next, so that no receiver keeps the others waiting.
///
/// Receivers take turns. How many attempts may be under way is limited for all, for a host and for a receiver; those
/// of receivers that gave no answer the last time have a share of their own, which leaves the rest to the others.
struct DeliveryTurns {
    /// Attempts that may be under way.
    struct Limits {
        var total = 256
        var perHost = 64
        var perReceiver = 16
        /// Of a receiver that gave no answer.
        var perSilentReceiver = 2
        /// Of all of these together.
        var silent = 128
        /// How many of them are known; beyond that all are forgotten, which costs some attempts their time.
        var knownSilent = 10_000
    }

    private let limits: Limits
    /// What waits, by receiver; no queue of queues is empty.
    private var waiting: [Receiver: CircularBuffer<DeliveryQueue>] = [:]
    /// Receivers for whom something waits, who is next first.
    private var turns: CircularBuffer<Receiver> = []
    private var silentReceivers: Set<Receiver> = []
    private(set) var underWay = 0
    private var silentUnderWay = 0
    private var hosts: [String: Int] = [:]
    private var receivers: [Receiver: Int] = [:]

    /// An attempt that may be made, until it has been handed back.
    struct Turn: Hashable, Sendable {
        let queue: DeliveryQueue
        fileprivate let receiver: Receiver
        fileprivate let isSilent: Bool
    }

    init(limits: Limits = Limits()) {
        self.limits = limits
    }

    /// Whether nothing waits or is under way.
    var isIdle: Bool { underWay == 0 && turns.isEmpty }

    /// A queue is due; it must not be waiting or under way already.
    mutating func add(_ queue: DeliveryQueue) {
        let receiver = queue.receiver
        if waiting[receiver] == nil { turns.append(receiver) }
        waiting[receiver, default: []].append(queue)
    }

    /// The next queue that may be delivered now.
    mutating func next() -> Turn? {
        for _ in 0..<turns.count {
            let receiver = turns.removeFirst()
            guard mayBegin(receiver), let queue = waiting[receiver]?.popFirst() else {
                turns.append(receiver)
                continue
            }
            if waiting[receiver]?.isEmpty == true { waiting[receiver] = nil } else { turns.append(receiver) }
            let turn = Turn(queue: queue, receiver: receiver, isSilent: silentReceivers.contains(receiver))
            count(turn, by: 1)
            return turn
        }
        return nil
    }

    /// An attempt is over.
    mutating func ended(_ turn: Turn, isAnswered: Bool) {
        count(turn, by: -1)
        if isAnswered {
            silentReceivers.remove(turn.receiver)
        } else {
            if silentReceivers.count >= limits.knownSilent { silentReceivers = [] }
            silentReceivers.insert(turn.receiver)
        }
    }

    private func mayBegin(_ receiver: Receiver) -> Bool {
        let isSilent = silentReceivers.contains(receiver)
        return underWay < limits.total && hosts[receiver.host, default: 0] < limits.perHost
            && receivers[receiver, default: 0] < (isSilent ? limits.perSilentReceiver : limits.perReceiver)
            && !(isSilent && silentUnderWay >= limits.silent)
    }

    private mutating func count(_ turn: Turn, by change: Int) {
        underWay += change
        if turn.isSilent { silentUnderWay += change }
        let (host, receiver) = (turn.receiver.host, turn.receiver)
        let (ofHost, ofReceiver) = (hosts[host, default: 0] + change, receivers[receiver, default: 0] + change)
        hosts[host] = ofHost == 0 ? nil : ofHost
        receivers[receiver] = ofReceiver == 0 ? nil : ofReceiver
    }
}
