// SPDX-License-Identifier: Apache-2.0

import RecordingTesting

/// What a test has ordered and pushed, to be held against what a server remembers and has recorded.
actor SweepLedger {
    struct Order: Sendable {
        let id: String
        let stream: String
        /// When the order was answered, and the end it names.
        let answered: Double
        let end: Double
        var formats: [Recording.Format] = Recording.Format.allCases
        /// When a stop or a deletion was asked for, and when it was answered; nil when neither was.
        var stopAsked: Double?
        var stopAnswered: Double?
        var deletionAsked: Double?
        var deletionAnswered: Double?

        /// Whether anything was asked of it that may end it.
        var isLeft: Bool { self.stopAsked != nil || self.deletionAsked != nil }
    }

    private(set) var orders: [Order] = []
    private(set) var pushes: [NumberedPush] = []
    /// Orders whose answer was lost: the streams that were asked for, and the ids that turned up.
    private var unanswered: [String] = []
    private var strangers: Set<String> = []
    private var roundBegan = 0.0
    private var nextNumber = 10_000_000

    /// A number of eight digits with room for 20,000 packets after it.
    func numbers() -> Int {
        defer { self.nextNumber += 20_000 }
        return self.nextNumber
    }

    func pushed(_ push: NumberedPush) { self.pushes.append(push) }

    /// The pushes since this was asked last.
    func takePushes() -> [NumberedPush] {
        self.roundBegan = Wall.now
        defer { self.pushes = [] }
        return self.pushes
    }

    /// Whether another order may be made of a stream: more than three would wait for one another.
    ///
    /// One that is deleted keeps its place until its push ends, and one whose answer was lost may have one.
    func hasPlace(_ stream: String, at now: Double) -> Bool {
        let holders = self.orders.count { order in
            order.stream == stream && order.stopAnswered == nil && order.end > now - 1
                && order.deletionAnswered ?? .infinity > self.roundBegan
        }
        return holders + self.unanswered.count { $0 == stream } < 3
    }

    func notAnswered(_ stream: String) { self.unanswered.append(stream) }

    func ordered(_ order: Order) { self.orders.append(order) }

    func change(_ id: String, _ change: @Sendable (inout Order) -> Void) {
        guard let index = self.orders.firstIndex(where: { $0.id == id }) else { return }
        change(&self.orders[index])
    }

    /// Holds the list of a server that has just started against the orders; what was not answered may be so or so.
    func compare(with tasks: [JSON], unanswered: Int, at now: Double) -> [String] {
        var faults: [String] = []
        var listed = Dictionary(tasks.map { ($0["TaskId"].string ?? "", $0) }) { first, _ in first }
        if listed.count < tasks.count { faults.append("an order is listed twice") }
        for index in self.orders.indices {
            let order = self.orders[index]
            let task = listed.removeValue(forKey: order.id)
            if order.deletionAnswered != nil {
                if task != nil { faults.append("deleted order \(order.id) is back") }
                continue
            }
            guard let task else {
                if order.deletionAsked == nil { faults.append("order \(order.id) is forgotten") }
                self.orders[index].deletionAnswered = now
                continue
            }
            let isStopped = (task["Stopped"].integer ?? 0) > 0
            if order.stopAnswered != nil, !isStopped { faults.append("the stop of \(order.id) is forgotten") }
            if order.stopAsked == nil, isStopped { faults.append("order \(order.id) is stopped") }
            self.orders[index].deletionAsked = nil
            if order.stopAnswered == nil {
                self.orders[index].stopAsked = isStopped ? order.stopAsked : nil
                self.orders[index].stopAnswered = isStopped ? now : nil
            }
        }
        let new = Set(listed.keys).subtracting(self.strangers)
        if new.count > unanswered { faults.append("\(new.count) orders that nobody made: \(new)") }
        self.strangers.formUnion(new)
        return faults
    }
}
