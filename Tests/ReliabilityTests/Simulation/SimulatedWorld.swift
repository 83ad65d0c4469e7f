// SPDX-License-Identifier: Apache-2.0

import Logging
import Media
import NIOCore
import RecordingModel
import RecordingTesting

/// What outlives the server's processes, and what is known of how everything should be.
final class SimulatedWorld: @unchecked Sendable {
    /// What a seed has chosen for the whole of its run.
    struct Plan {
        var uploads: Bool
        var keepsCopies: Bool
        var maximumBytes: Int64?
        var clockSteps: Bool
        var isDeadly: Bool
    }

    /// An order as its maker knows it.
    struct Order {
        var task: RecordingTask
        /// Nil until the answer came, which says that it is kept.
        var isAnswered = false
        var stopAnswered: WallTime?
        var stopAnsweredAt: Duration?
        var isStopAsked = false
        var isDeleteAsked = false
    }

    static let start = WallTime(microseconds: 1_767_225_600_000_000)
    static let domain = "push.example.org"

    let seed: UInt64
    let scheduler: SimulatedScheduler
    let catalogue = MemoryCatalogue()
    let media = SimulatedMedia()
    let wall: SimulatedWallClock
    let plan: Plan
    let tracks: [Track]
    let logger: Logger

    var faults = SimulatedFaults()
    var isDiskFull = false
    /// Digests of objects, by address, and the addresses by the path of the local file.
    var bucket: [ObjectAddress: String] = [:]
    private var addresses: [String: ObjectAddress] = [:]

    var orders: [String: Order] = [:]
    /// Every row of the outbox that there has been.
    private(set) var rows: [Int64: Delivery] = [:]
    /// Bodies that receivers have taken.
    private(set) var taken: Set<String> = []
    /// Every file that has been in the library.
    private(set) var files: [String: RecordedFile] = [:]
    /// When files were protected.
    var protected: [String: Duration] = [:]
    var hasResent = false

    private(set) var lines: [String] = []
    private(set) var violations: [String] = []
    private var numbers = 0
    private var ids: UInt64 = 1_000_000_000_000_000_000
    var exit: String?

    init(seed: UInt64, scheduler: SimulatedScheduler, plan: Plan, logger: Logger) throws {
        self.seed = seed
        self.scheduler = scheduler
        self.plan = plan
        self.logger = logger
        wall = SimulatedWallClock(scheduler: scheduler)
        tracks = [try .testVideo(), try .testAudio()]
    }

    // MARK: The generator

    /// So many in a thousand.
    func chance(_ thousandths: Int) -> Bool { thousandths > 0 && number(below: 1_000) < thousandths }

    func number(below limit: Int) -> Int { Int.random(in: 0..<limit, using: &scheduler.generator) }

    func nextNumber() -> Int {
        numbers += 1
        return numbers
    }

    /// Ids that are in no order, as those of the server.
    func nextID() -> UInt64 {
        ids += 1
        return ids ^ (UInt64(number(below: 1 << 20)) << 32)
    }

    // MARK: What is seen

    func trace(_ line: @autoclosure () -> String) {
        let time = scheduler.now.components
        lines.append("\(time.seconds).\((time.attoseconds / 1_000_000_000_000_000).padded(to: 3)) \(line())")
    }

    func violated(_ sentence: String) {
        trace("VIOLATION: \(sentence)")
        violations.append(sentence)
    }

    func exited(_ reason: String) {
        trace("the server exits: \(reason)")
        exit = reason
    }

    // MARK: The catalogue

    /// Looks at what a call has changed, before anybody else does.
    func committed(_ name: String, after last: Int64, _ base: isolated MemoryCatalogue) {
        if name != "read" { trace("catalogue: \(name)") }
        for row in base.deliveries(matching: DeliveryFilter(), after: last, limit: .max) {
            rows[row.head.id] = row
            trace("row \(row.head.id): \(row.body)")
        }
        guard name == "insert" else { return }
        for file in base.allFiles where files[file.id] == nil {
            files[file.id] = file
            if media.file(file.path).map(SimulatedMedia.digest) != file.sha256 {
                violated("\(file.path) is in the library, and not on the disk")
            }
        }
    }

    // MARK: Receivers

    /// A notification leaves the server.
    func posted(_ text: String, to url: String, _ base: isolated MemoryCatalogue) {
        trace("post \(text) to \(url)")
        var first: [DeliveryQueue: Int64] = [:]
        for head in base.pendingDeliveries(after: 0, limit: .max) where head.queue.url == url {
            if first[head.queue] == nil { first[head.queue] = head.id }
        }
        if !first.values.contains(where: { base.delivery(id: $0)?.body == text }) {
            violated("\(text) is posted out of its turn")
        }
        guard let id = fileID(in: text) else { return }
        if files[id] == nil { violated("\(id) is announced before it is in the library") }
        if base.awaitsUpload(fileID: id) { violated("\(id) is announced before it is in the object store") }
    }

    func received(_ text: String, at url: String) {
        trace("\(url) takes \(text)")
        taken.insert(text)
    }

    private func fileID(in text: String) -> String? {
        guard let start = text.firstRange(of: "\"file ")?.upperBound else { return nil }
        return String(text[start...].prefix { $0 != "\"" })
    }

    // MARK: The object store

    func stored(_ object: UploadObject, _ contents: ByteBuffer) {
        trace("store: put \(object.id.name) of \(object.id.sessionID)")
        bucket[object.address] = SimulatedMedia.digest(contents)
        addresses[object.path] = object.address
        guard object.id.name.hasSuffix(".m3u8") else { return }
        let prefix = SimulatedMedia.split(object.address.key).folder
        for line in String(buffer: contents).split(separator: "\n") where !line.hasPrefix("#") {
            var segment = object.address
            segment.key = "\(prefix)/\(line)"
            if bucket[segment] == nil { violated("a playlist names \(line), which is not in the store") }
        }
    }

    // MARK: What goes

    func removing(_ file: RecordedFile, _ base: isolated MemoryCatalogue) {
        let pending = base.deliveries(matching: DeliveryFilter(state: .pending), after: 0, limit: .max)
        if !hasResent, pending.contains(where: { $0.body.contains("file \(file.id)") }) {
            violated("\(file.path) is deleted before it has been announced")
        }
        if base.awaitsUpload(fileID: file.id) { violated("\(file.path) is deleted before it is in the store") }
        let isExpired = file.notes.expires.map { $0 <= wall.now } ?? false
        if let time = protected[file.id], !isExpired, scheduler.now - time > .seconds(60) {
            violated("\(file.path) is deleted, and is protected")
        }
        if files[file.id] == nil { violated("\(file.path) is deleted before it was in the library") }
    }

    func removingCopy(_ path: String, _ contents: ByteBuffer) {
        guard let address = addresses[path], bucket[address] == SimulatedMedia.digest(contents) else {
            return violated("the copy of \(path) is removed, and is not in the store")
        }
    }
}

/// The world's clock: the simulation's time, and what it has been stepped by.
final class SimulatedWallClock: WallClock, @unchecked Sendable {
    private let scheduler: SimulatedScheduler
    /// Microseconds.
    var offset: Int64 = 0

    init(scheduler: SimulatedScheduler) {
        self.scheduler = scheduler
    }

    var now: WallTime {
        let (seconds, attoseconds) = scheduler.now.components
        return WallTime(
            microseconds: SimulatedWorld.start.microseconds + offset + seconds * 1_000_000
                + attoseconds / 1_000_000_000_000)
    }
}
