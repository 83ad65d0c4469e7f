// SPDX-License-Identifier: Apache-2.0

import Foundation
import Media
import NIOCore
import RecordingModel

/// A recording whose packets are made, whose clock is their own, and whose files are counted.
struct Simulation<P: Packager> {
    private(set) var store = CountingStore()
    private(set) var files: [FinishedFile] = []
    private(set) var packets: Int64 = 0
    private var session: RecordingSession<P>
    private var batch = FileBatch()

    static var begun: WallTime { .seconds(1_795_392_000) }

    init(_ packager: P, content: RecordingContent = .audioAndVideo, tracks: [Track]) {
        session = RecordingSession(
            packager: packager, until: Self.begun.advanced(by: .seconds(1 << 31)), content: content)
        for track in tracks { session.changed(track, into: &batch) }
    }

    /// One packet, which arrives when it is decoded; the batch goes as the recorder sends it: at 256 KiB.
    mutating func receive(_ packet: MediaPacket) {
        note(session.received(packet, arrived: Self.begun.advanced(by: packet.decodeTime), into: &batch))
        packets += 1
        if batch.byteCount >= 262_144 { store.run(batch.take()) }
    }

    mutating func run(_ programme: Programme, until end: MediaTime) {
        var programme = programme
        while let packet = programme.next(until: end) { receive(packet) }
        finish()
    }

    mutating func finish() {
        note(session.sourceEnded(at: Self.begun, into: &batch))
        store.run(batch.take())
    }

    /// What the session had to say of packets that are not in the files.
    mutating func notices() -> [RecordingNotice] { session.takeNotices() }
    var droppedPackets: Int { session.droppedPackets }

    private mutating func note(_ step: RecordingStep) {
        switch step {
        case .goesOn, .ended(nil): break
        case .fileFinished(let file), .ended(.some(let file)): files.append(file)
        case .failed: files = []
        }
    }
}

/// What this process holds in memory at its highest.
enum PeakMemory {
    /// Forgets the peak so far; false where the system doesn't do that.
    static func reset() -> Bool {
        (try? "5".write(toFile: "/proc/self/clear_refs", atomically: false, encoding: .utf8)) != nil
    }

    /// Bytes (VmHWM); nil where the system doesn't tell.
    static var bytes: Int? {
        guard let status = try? String(contentsOfFile: "/proc/self/status", encoding: .utf8),
            let line = status.split(separator: "\n").first(where: { $0.hasPrefix("VmHWM:") }),
            let kilobytes = line.split(whereSeparator: \.isWhitespace).dropFirst().first.flatMap({ Int($0) })
        else { return nil }
        return kilobytes * 1_024
    }
}
