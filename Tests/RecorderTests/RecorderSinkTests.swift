// SPDX-License-Identifier: Apache-2.0

import FLV
import Foundation
import HLS
import MPEGTS
import Media
import NIOCore
import NIOEmbedded
import RecordingModel
import RecordingTesting
import Synchronization
import Testing

@testable import Recorder

@Suite("Recorder sink")
struct RecorderSinkTests {
    private static let quarter = 256 << 10

    /// A sink, and all that it touches.
    private final class Bench<P: Packager> {
        let writer = TestWriter()
        let flow = TestFlow()
        let loop = EmbeddedEventLoop()
        let clock = ManualWallClock(.test(0))
        let reports = ReportLog()
        let sink: RecorderSink<P>

        init(_ packager: P, until end: WallTime = .test(3_600_000), mayContinue: Bool = false) throws {
            let manifest = RecordingManifest(
                sessionID: "1", cause: .rule, templateID: 0, format: .flv,
                key: StreamKey(domain: "d", application: "a", stream: "s"), lossBound: .seconds(2))
            sink = RecorderSink(
                RecorderSink.State(
                    session: RecordingSession(packager: packager, until: end), manifest: manifest, writer: writer),
                mayContinue: mayContinue, flow: flow, eventLoop: loop, clock: clock, rooms: BatchRooms(),
                report: { [reports] in reports.note($0) })
            sink.changed(try .testVideo())
            sink.changed(try .testAudio())
        }

        /// Feeds a packet that arrives at its own time.
        func receive(_ packet: MediaPacket) {
            clock.set(.test(packet.decodeTime.milliseconds))
            sink.received(packet, arrived: clock.now)
        }

        /// A keyframe and its audio, so that nothing waits in the packager any more.
        func begin() {
            receive(.picture(at: 0, keyframe: true, size: 100))
            receive(.audio(at: 0))
        }

        /// What the manifest said when it was last written.
        func manifest() throws -> RecordingManifest {
            for case .replace(RecordingManifest.name, let contents) in writer.jobs.joined().reversed() {
                return try JSONDecoder().decode(RecordingManifest.self, from: Data(contents.readableBytesView))
            }
            throw NoManifest()
        }

        func completeAll(_ fault: StorageFault? = nil) {
            while writer.waitingCount > 0 {
                writer.complete(fault)
                loop.run()
            }
        }
    }

    private func flv(
        interval: MediaTime = .seconds(3_600), until end: WallTime = .test(3_600_000)
    ) throws -> Bench<SingleFilePackager<FLVMuxer>> {
        let naming = FileNaming(streamID: "room")
        return try Bench(SingleFilePackager(muxer: FLVMuxer(), interval: interval, naming: naming), until: end)
    }

    private func hls() throws -> Bench<HLSPackager<TSMuxer>> {
        try Bench(HLSPackager(muxer: TSMuxer()) { _, _ in "title" })
    }

    // MARK: Batches

    @Test("collects a quarter of a mebibyte before it writes")
    func batches() throws {
        let bench = try flv()
        bench.begin()
        for number in 1...3 { bench.receive(.picture(at: Int64(number) * 40, size: 64 << 10)) }
        #expect(bench.writer.jobs.isEmpty)
        bench.receive(.picture(at: 160, size: 64 << 10))
        let job = try #require(bench.writer.jobs.first)
        // What has to be known after a crash stands before the bytes.
        #expect(bench.writer.log.first == "open")
        guard case .journal = job.first else {
            Issue.record("the packager's note isn't first")
            return
        }
        #expect((Self.quarter..<Self.quarter + (64 << 10)).contains(job.byteCount))
        #expect(bench.writer.jobs.count == 1)
    }

    @Test("writes what has collected as time passes, and nothing when there is nothing")
    func passing() throws {
        let bench = try flv()
        bench.sink.passed(.test(0))
        #expect(bench.writer.jobs.isEmpty)
        bench.begin()
        bench.sink.passed(.test(250))
        #expect(bench.writer.jobs.count == 1)
        for tick in 2...9 { bench.sink.passed(.test(Int64(tick) * 250)) }
        #expect(bench.writer.jobs.count == 1)
    }

    // MARK: Flow

    @Test("holds the stream while more than 8 MiB wait, and lets it go on once half of that is written")
    func flow() throws {
        let bench = try flv()
        bench.begin()
        var time: Int64 = 0
        while bench.flow.holds == 0, time < 10_000 {
            time += 40
            bench.receive(.picture(at: time, size: 64 << 10))
        }
        #expect(bench.writer.jobs.joined().reduce(0) { $0 + [$1].byteCount } > 8 << 20)
        #expect(bench.writer.jobs.dropLast().joined().reduce(0) { $0 + [$1].byteCount } <= 8 << 20)
        // What is still on its way to a stream that is held is taken all the same.
        for _ in 0..<8 {
            time += 40
            bench.receive(.picture(at: time, size: 64 << 10))
        }
        #expect(bench.flow.holds == 1)

        var inFlight = bench.writer.jobs.map(\.byteCount)
        while bench.flow.releases == 0, !inFlight.isEmpty {
            #expect(inFlight.reduce(0, +) > 4 << 20)
            inFlight.removeFirst()
            bench.writer.complete()
            bench.loop.run()
        }
        #expect(inFlight.reduce(0, +) <= 4 << 20)
        bench.completeAll()
        #expect(bench.flow.holds == 1)
        #expect(bench.flow.releases == 1)
    }

    @Test("lets the stream go on when the disk fails or the recording ends", arguments: [true, false])
    func flowAtTheEnd(fails: Bool) throws {
        let bench = try flv()
        bench.begin()
        for time in 1...150 { bench.receive(.picture(at: Int64(time) * 40, size: 64 << 10)) }
        #expect(bench.flow.holds == 1)
        if !fails { bench.sink.sourceEnded(at: .test(6_000)) }
        bench.completeAll(fails ? StorageFault(errorNumber: 28, operation: "write") : nil)
        #expect(bench.flow.releases == 1)
        // Of pictures alone there is also to tell that the sound falls behind.
        #expect(bench.reports.lines.count { $0 != "noticed" } == (fails ? 1 : 3))
    }

    // MARK: Ends

    @Test("reports each file once it is written, and the end behind the last")
    func reports() throws {
        let bench = try flv(interval: .seconds(1))
        bench.begin()
        for time in stride(from: Int64(40), through: 3_500, by: 20) {
            bench.receive(time % 40 == 0 ? .picture(at: time, keyframe: time % 1_000 == 0, size: 50) : .audio(at: time))
        }
        #expect(bench.reports.lines.isEmpty, "nothing is written yet")
        bench.sink.sourceEnded(at: .test(3_500))
        #expect(bench.sink.isEnded)
        bench.completeAll()
        let sealed = bench.writer.log.filter { $0.hasPrefix("seal ") }.map { $0.dropFirst(5) }
        #expect(sealed.count == 4)
        #expect(bench.reports.lines == ["written"] + sealed.map { "finished \($0)" } + ["ended"])
    }

    @Test("seals the playlist when the push ends")
    func hlsEnd() throws {
        let bench = try hls()
        bench.begin()
        bench.receive(.picture(at: 40, size: 100))
        bench.sink.sourceEnded(at: .test(80))
        bench.completeAll()
        #expect(bench.reports.lines == ["written", "finished index.m3u8", "ended"])
        #expect(bench.writer.log.suffix(2) == ["replace index.m3u8", "replace recording.json"])
        let replaced = bench.writer.jobs.joined().compactMap { operation in
            if case .replace("index.m3u8", let contents) = operation { contents } else { nil }
        }
        let playlist = try #require(replaced.last)
        #expect(String(buffer: playlist).hasSuffix("#EXT-X-ENDLIST\n"))
    }

    @Test("ends without a file when nothing was recorded")
    func empty() throws {
        let bench = try flv()
        bench.sink.sourceEnded(at: .test(0))
        bench.completeAll()
        #expect(bench.reports.lines == ["ended"])
        #expect(bench.writer.log.isEmpty)
    }

    @Test("ends at its time, by a packet or by the clock, and leaves out what arrives then", arguments: [true, false])
    func endTime(byPacket: Bool) throws {
        let bench = try flv(until: .test(200))
        bench.begin()
        bench.receive(.picture(at: 199, size: 100_000))
        if byPacket { bench.receive(.picture(at: 200, size: 100_000)) } else { bench.sink.passed(.test(200)) }
        #expect(bench.sink.isEnded)
        bench.completeAll()
        #expect(bench.reports.lines.last == "ended")
        #expect((100_000..<200_000).contains(bench.writer.jobs.reduce(0) { $0 + $1.byteCount }))
    }

    @Test("is ended earlier on demand, never later")
    func endOnDemand() throws {
        let bench = try flv(until: .test(1_000))
        bench.begin()
        bench.sink.end(at: .test(2_000))
        #expect(bench.sink.end == .test(1_000))
        bench.sink.end(at: .test(500))
        bench.sink.passed(.test(499))
        #expect(!bench.sink.isEnded, "that time is yet to come")
        bench.sink.passed(.test(600))
        #expect(bench.sink.isEnded)
    }

    @Test("does nothing after its end")
    func afterTheEnd() throws {
        let bench = try flv()
        bench.begin()
        bench.sink.sourceEnded(at: .test(40))
        bench.completeAll()
        let (log, reports) = (bench.writer.log, bench.reports.lines)
        bench.receive(.picture(at: 80, keyframe: true, size: 1 << 20))
        bench.sink.changed(try .testVideo(level: 31))
        bench.sink.passed(.test(120))
        bench.sink.end(at: .test(120))
        bench.sink.sourceEnded(at: .test(120))
        bench.completeAll()
        #expect(bench.writer.log == log)
        #expect(bench.reports.lines == reports)
    }

    // MARK: Faults

    @Test("ends once with the storage's fault, however many writes fail behind the first")
    func storageFault() throws {
        let bench = try flv()
        bench.begin()
        for time in 1...12 { bench.receive(.picture(at: Int64(time) * 40, size: 64 << 10)) }
        #expect(bench.writer.waitingCount == 3)
        bench.writer.complete(StorageFault(errorNumber: 28, operation: "write"))
        bench.loop.run()
        #expect(bench.sink.isEnded)
        bench.receive(.picture(at: 600, keyframe: true, size: 64 << 10))
        bench.completeAll()
        #expect(bench.reports.lines == ["ended storage 28"])
    }

    @Test("reports a fault of the last write, and not the file that it should have sealed")
    func faultAtTheEnd() throws {
        let bench = try flv()
        bench.begin()
        bench.sink.sourceEnded(at: .test(40))
        bench.completeAll(StorageFault(errorNumber: 5, operation: "sync"))
        #expect(bench.reports.lines == ["ended storage 5"])
    }

    @Test("leaves out a packet that the container can't hold, writes that down, and goes on")
    func refusedPacket() throws {
        let bench = try flv()
        bench.begin()
        var packet = MediaPacket.picture(at: 40, size: 100)
        packet.compositionOffset = .seconds(10_000)
        bench.receive(packet)
        bench.receive(.picture(at: 80, size: 100))
        bench.sink.sourceEnded(at: .test(120))
        bench.completeAll()
        #expect(bench.reports.lines.count == 4)
        #expect(bench.reports.lines.first == "gap packet_refused 1")
        #expect(try bench.manifest().gaps.map(\.reason) == ["packet_refused"])
    }

    // MARK: The manifest

    @Test("names each file in the manifest before it is reported, and completes it at the end")
    func manifest() throws {
        let bench = try flv(interval: .seconds(1))
        bench.begin()
        for time in stride(from: Int64(40), through: 1_500, by: 20) {
            bench.receive(time % 40 == 0 ? .picture(at: time, keyframe: time % 1_000 == 0, size: 50) : .audio(at: time))
        }
        while bench.reports.lines.last?.hasPrefix("finished") != true, bench.writer.waitingCount > 0 {
            bench.writer.complete()
            bench.loop.run()
        }
        #expect(try bench.manifest().files.map(\.sha256) == ["sealed"])
        #expect(try !bench.manifest().isComplete)
        bench.sink.sourceEnded(at: .test(1_500))
        bench.completeAll()
        let manifest = try bench.manifest()
        #expect(manifest.isComplete)
        #expect(manifest.files.count == 2)
        #expect(manifest.parts.isEmpty)
        #expect(bench.reports.lines.last == "ended")
    }

    @Test("counts segments among the parts, and the playlist among the files once it is complete")
    func manifestOfSegments() throws {
        let bench = try hls()
        bench.begin()
        for time in stride(from: Int64(20), through: 11_000, by: 20) {
            bench.receive(time % 40 == 0 ? .picture(at: time, keyframe: time % 1_000 == 0, size: 50) : .audio(at: time))
        }
        bench.sink.sourceEnded(at: .test(11_000))
        bench.completeAll()
        let manifest = try bench.manifest()
        #expect(manifest.files.map(\.name) == ["index.m3u8"])
        #expect(manifest.parts.map(\.name) == ["00000.ts", "00001.ts"])
    }

    // MARK: Another push

    @Test("tells every durable file, each behind those that it names, and all of them with the finished one")
    func stored() throws {
        let bench = try hls()
        bench.begin()
        bench.receive(.picture(at: 12_000, keyframe: true, size: 100))
        bench.sink.passed(.test(12_000))
        bench.completeAll()
        bench.sink.sourceEnded(at: .test(12_040))
        bench.completeAll()
        #expect(
            bench.reports.stored == [
                ["00000.ts", "index.m3u8"],
                // The leap is written down.
                ["recording.json"],
                ["00001.ts", "index.m3u8"],
                ["00000.ts", "00001.ts", "index.m3u8", "recording.json"],
            ])
    }

    @Test("waits for another push, and goes on with it in the same playlist")
    func continues() throws {
        let bench = try Bench(HLSPackager(muxer: TSMuxer()) { _, _ in "title" }, mayContinue: true)
        bench.begin()
        bench.receive(.picture(at: 40, size: 100))
        bench.sink.sourceEnded(at: .test(80))
        #expect(bench.sink.isEnded)
        bench.completeAll()
        #expect(bench.reports.lines == ["written", "suspended"])
        let suspended = try #require(bench.reports.suspended)
        let (reports, loop) = (bench.reports, bench.loop)
        let second = suspended.resume(bench.flow, loop) { reports.note($0) }
        second.changed(try .testVideo())
        second.changed(try .testAudio())
        second.received(.picture(at: 0, keyframe: true, size: 100), arrived: .test(20_000))
        second.received(.audio(at: 0), arrived: .test(20_000))
        second.end(at: .test(0))
        second.passed(.test(20_000))
        bench.completeAll()
        #expect(bench.reports.lines.suffix(3) == ["gap push_lost 0", "finished index.m3u8", "ended"])
        let playlists = bench.writer.jobs.joined().compactMap { operation -> String? in
            guard case .replace("index.m3u8", let contents) = operation else { return nil }
            return String(buffer: contents)
        }
        #expect(playlists.last?.contains("#EXT-X-DISCONTINUITY") == true)
        #expect(try bench.manifest().gaps.map(\.reason) == ["push_lost"])
    }

    @Test("ends where it is when no other push comes")
    func finishesSuspended() throws {
        let bench = try Bench(HLSPackager(muxer: TSMuxer()) { _, _ in "title" }, mayContinue: true)
        bench.begin()
        bench.sink.sourceEnded(at: .test(80))
        bench.completeAll()
        let reports = bench.reports
        try #require(bench.reports.suspended).finish { reports.note($0) }
        bench.loop.run()
        bench.completeAll()
        #expect(bench.reports.lines == ["written", "suspended", "finished index.m3u8", "ended"])
    }

    @Test("ends with its push when there is nothing to go on with")
    func nothingToContinue() throws {
        let bench = try Bench(HLSPackager(muxer: TSMuxer()) { _, _ in "title" }, mayContinue: true)
        bench.sink.sourceEnded(at: .test(0))
        bench.completeAll()
        #expect(bench.reports.lines == ["ended"])
    }
}

private struct NoManifest: Error {}

/// What a sink reports, in words.
private final class ReportLog: Sendable {
    private let reports = Mutex<[RecorderReport]>([])

    /// What it reports of the recording itself.
    var lines: [String] { reports.withLock { $0.compactMap(\.summary) } }

    /// The names of the files of each report of what is durable.
    var stored: [[String]] {
        reports.withLock { reports in
            reports.compactMap { report in
                guard case .stored(let files) = report else { return nil }
                return files.map(\.name)
            }
        }
    }

    /// What another push may go on with.
    var suspended: SuspendedRecording? {
        reports.withLock { reports in
            for case .suspended(let recording) in reports { return recording }
            return nil
        }
    }

    func note(_ report: RecorderReport) {
        reports.withLock { $0.append(report) }
    }
}

extension RecorderReport {
    fileprivate var summary: String? {
        switch self {
        case .began: "began"
        case .stored: nil
        case .firstWritten: "written"
        case .finished(let file, _, at: _): "finished \(file.path)"
        case .noticed(.gap(let gap), at: _): "gap \(gap.reason.rawValue) \(gap.packets)"
        case .noticed: "noticed"
        case .suspended: "suspended"
        case .ended(nil): "ended"
        case .ended(.media?): "ended media"
        case .ended(.storage(let fault)?): "ended storage \(fault.errorNumber)"
        }
    }
}
