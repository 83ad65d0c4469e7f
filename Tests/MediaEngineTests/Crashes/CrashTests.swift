// SPDX-License-Identifier: Apache-2.0

import FLV
import Foundation
import HLS
import Inspection
import MP4
import MPEGTS
import Media
import NIOCore
import RecordingModel
import Testing

/// Recordings that are killed at every write: what is read back is every packet but those of the last second.
@Suite("Cut off after every write", .timeLimit(.minutes(30)))
struct CrashTests {
    /// What a packager may hold back: a fragment of MP4, or what waits for a cut; and two frames, one that waits for
    /// the next of its track to know how long it is, and one that ends the fragment.
    static let bound = MediaTime.milliseconds(600)

    private var naming: FileNaming { FileNaming(streamID: "s") }

    @Test("FLV", arguments: [30, 2] as [Int64])
    func flv(interval: Int64) throws {
        let packager = SingleFilePackager(
            muxer: FLVMuxer(indexCapacity: 8), interval: .seconds(interval), naming: naming)
        try cutOff(packager, seconds: 5, named: "flv")
    }

    @Test("MP4", arguments: [30, 4] as [Int64], [false, true])
    func mp4(interval: Int64, isMovieFirst: Bool) throws {
        let muxer = MP4Muxer(isMovieFirst: isMovieFirst)
        let packager = SingleFilePackager(muxer: muxer, interval: .seconds(interval), naming: naming)
        try cutOff(packager, seconds: 9, named: "mp4")
    }

    @Test("HLS")
    func hls() throws {
        let packager = HLSPackager(muxer: TSMuxer(), targetDuration: .seconds(2)) { _, _ in "title" }
        try cutOff(packager, seconds: 7, named: "ts") { folder, recording in
            // The list is whole at every instant, and what it names is there to the last packet.
            guard folder.files["index.m3u8"] != nil else { return }
            var packets: [InspectedPacket] = []
            let report = try FileInspector(folder: folder) { packets.append($0) }.inspect("index.m3u8")
            #expect(report.isFaultless, "\(report.faults)")
            try recording.expectPrefix(packets)
            let listed = folder.names(endingIn: ".ts").filter { !$0.hasSuffix(".part") }.count
            #expect(listed - (report.segments ?? 0) <= 1)
        }
    }

    /// Looks at the folder after each write.
    private func cutOff<P: Packager>(
        _ packager: P, seconds: Int64, named pathExtension: String,
        also check: (CrashedFolder, Given) throws -> Void = { _, _ in }
    ) throws {
        var writes = 0
        let (folder, given, _) = try CutRecording(seconds: seconds).record(packager) { folder, given in
            writes += 1
            let read = try folder.packets(endingIn: ".\(pathExtension)")
            try given.expectPrefix(read)
            try given.expectLoss(of: read, atMost: Self.bound)
            try check(folder, given)
        }
        #expect(writes > Int(seconds))
        // In the end nothing is missing.
        let read = try folder.packets(endingIn: ".\(pathExtension)") { report in
            #expect(report.isFaultless, "\(report.faults)")
        }
        try given.expectPrefix(read)
        try given.expectLoss(of: read, atMost: .zero)
        print("cut off, \(pathExtension): \(writes) times")
    }

    @Test(
        "ffprobe finds no less than our reader does", .enabled(if: Probe.isInstalled, "ffprobe isn't installed"),
        arguments: ["flv", "mp4", "ts"])
    func foreign(pathExtension: String) throws {
        let crashes = try crashes(of: pathExtension)
        for (number, crash) in crashes.enumerated() where number % max(1, crashes.count / 8) == 3 {
            let found = try Probe.packets(in: crash.bytes, named: "crash.\(pathExtension)")
            for kind in MediaKind.allCases {
                let (read, given) = (crash.read[kind] ?? 0, crash.given[kind] ?? 0)
                #expect((read...given).contains(found[kind] ?? 0), "\(kind), crash \(number), \(found)")
            }
        }
    }

    /// A file that was being written, the packets of each kind that our reader finds, and those that went into it.
    private typealias Crash = (bytes: ByteBuffer, read: [MediaKind: Int], given: [MediaKind: Int])

    private func crashes(of pathExtension: String) throws -> [Crash] {
        var crashes: [Crash] = []
        let note = { (folder: CrashedFolder, given: Given) in
            // Later segments of HLS begin after other packets.
            guard let bytes = folder.files["0.part"], bytes.readableBytes > 0 else { return }
            let read = try folder.packets(endingIn: ".none")
            crashes.append((bytes, Dictionary(grouping: read, by: \.kind).mapValues(\.count), given.counts))
        }
        switch pathExtension {
        case "flv":
            let packager = SingleFilePackager(muxer: FLVMuxer(), interval: .seconds(60), naming: naming)
            _ = try CutRecording(seconds: 5).record(packager, crash: note)
        case "mp4":
            let packager = SingleFilePackager(muxer: MP4Muxer(), interval: .seconds(60), naming: naming)
            _ = try CutRecording(seconds: 9).record(packager, crash: note)
            // ffprobe opens no file that ends within a `moof`; ours is cut back when the server starts again.
            crashes.removeAll { !MP4File($0.bytes).faults.isEmpty }
        default:
            let packager = HLSPackager(muxer: TSMuxer(), targetDuration: .seconds(4)) { _, _ in "title" }
            _ = try CutRecording(seconds: 4).record(packager, crash: note)
        }
        return crashes
    }
}
