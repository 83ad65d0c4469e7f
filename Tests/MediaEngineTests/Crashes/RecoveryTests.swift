// SPDX-License-Identifier: Apache-2.0

import AudioFiles
import FLV
import HLS
import Inspection
import MP4
import MPEGTS
import Media
import NIOCore
import Testing

/// Recordings that are killed at every write and then recovered, which may be killed at every write as well.
@Suite("Recovered after every write", .timeLimit(.minutes(20)))
struct RecoveryTests {
    /// What happens in mid-recording.
    enum Event: CaseIterable {
        case none
        case otherPictures
        case otherSound
        case lateSound
    }

    /// Nothing but a beginning and an end, or cuts and an event in the second file.
    static let single: [(Int64, Event)] = [(30, .none)] + Event.allCases.map { (2, $0) }

    private static let naming = FileNaming(streamID: "s")

    private func recording(seconds: Int64, _ event: Event) throws -> CutRecording {
        var recording = CutRecording(seconds: seconds)
        switch event {
        case .none: break
        case .otherPictures:
            recording.change = (Track(configuration: try CodecSample.all[1].configuration()), .milliseconds(2_500))
        case .otherSound:
            let mono = try CodecConfiguration(name: "aac", bytes: ByteBuffer(plainHexEncodedBytes: "1188"))
            recording.change = (Track(configuration: try #require(mono)), .milliseconds(2_500))
        case .lateSound:
            recording.change = (try Programme.tracks([.audio])[0], .milliseconds(2_500))
            recording.isLate = true
        }
        return recording
    }

    @Test("FLV", arguments: single)
    func flv(interval: Int64, event: Event) throws {
        let packager = SingleFilePackager(
            muxer: FLVMuxer(indexCapacity: 8), interval: .seconds(interval), naming: Self.naming)
        var recording = try recording(seconds: 5, event)
        recording.packetsPerWrite = 12
        try cutOff(packager, recording)
    }

    @Test("MP4", arguments: single)
    func mp4(interval: Int64, event: Event) throws {
        for isMovieFirst in [false, true] {
            let packager = SingleFilePackager(
                muxer: MP4Muxer(isMovieFirst: isMovieFirst), interval: .seconds(interval), naming: Self.naming)
            try cutOff(packager, try recording(seconds: 5, event))
        }
    }

    @Test("HLS of transport streams", arguments: Event.allCases)
    func transportStreams(event: Event) throws {
        let packager = HLSPackager(muxer: TSMuxer(), targetDuration: .seconds(2)) { _, _ in "title" }
        var recording = try recording(seconds: 5, event)
        recording.packetsPerWrite = 12
        try cutOff(packager, recording)
    }

    @Test("HLS of fragmented MP4", arguments: Event.allCases)
    func fragments(event: Event) throws {
        let packager = HLSPackager(muxer: FragmentedMuxer(), targetDuration: .seconds(2)) { _, _ in "title" }
        try cutOff(packager, try recording(seconds: 5, event))
    }

    @Test("sound alone")
    func sound() throws {
        var recording = CutRecording(seconds: 5)
        recording.kinds = [.audio]
        recording.packetsPerWrite = 8
        // Several files a second, whose titles differ by numbers.
        try cutOff(
            SingleFilePackager(muxer: ADTSMuxer(), interval: .milliseconds(300), naming: Self.naming), recording)
        try cutOff(SingleFilePackager(muxer: FLVMuxer(), interval: .seconds(3), naming: Self.naming), recording)
        try cutOff(SingleFilePackager(muxer: MP4Muxer(), interval: .seconds(3), naming: Self.naming), recording)
        try cutOff(HLSPackager(muxer: TSMuxer(), targetDuration: .seconds(2)) { _, _ in "title" }, recording)
        recording.isMP3 = true
        try cutOff(SingleFilePackager(muxer: MP3Muxer(), interval: .seconds(3), naming: Self.naming), recording)
    }

    @Test("AAC with another configuration in mid-recording")
    func files() throws {
        var recording = try recording(seconds: 5, .otherSound)
        recording.kinds = [.audio]
        recording.packetsPerWrite = 8
        try cutOff(SingleFilePackager(muxer: ADTSMuxer(), interval: .seconds(30), naming: Self.naming), recording)
    }

    /// Kills and recovers a recording after each write.
    private func cutOff<P: Packager>(_ packager: P, _ recording: CutRecording) throws {
        var (crashes, ended): (Int, [CrashedFolder]) = (0, [])
        let (whole, _, files) = try recording.record(packager) { folder, given in
            crashes += 1
            let result = try recover(folder, packager)
            do {
                try check(result, given, bound: recording.bound)
                if crashes % 8 == 5 { try recoverAgain(folder, packager, result) }
            } catch {
                throw FuzzFinding(description: "crash \(crashes): \(error)")
            }
            if case .fileEnded? = folder.notes.last { ended.append(folder) }
        }
        // Where the last file has ended, nothing is missing: it becomes what it would have become.
        for folder in ended where folder.notes == whole.notes {
            try recoverAgain(folder, packager, Recovered(folder: whole, files: files))
            let result = try recover(folder, packager)
            try expectSame(result, Recovered(folder: whole, files: files))
        }
        #expect(ended.count > 1 && crashes > 20)
        print("recovered: \(crashes) times, \(ended.count) of them from the end of a file")
    }

    private struct Recovered {
        var folder: CrashedFolder
        var files: [FinishedFile]
    }

    private func recover<P: Packager>(
        _ folder: CrashedFolder, _ packager: P, crash: (CrashedFolder) throws -> Void = { _ in }
    ) throws -> Recovered {
        var (packager, batch, folder) = (packager, FileBatch(), folder.restarted)
        let files = try packager.recover(folder.notes, in: folder, into: &batch)
        for operation in batch.take() { try folder.run(operation, isTorn: true, crash: crash) }
        return Recovered(folder: folder, files: files)
    }

    /// Kills the recovery at each write and recovers once more.
    private func recoverAgain<P: Packager>(
        _ folder: CrashedFolder, _ packager: P, _ result: Recovered
    ) throws {
        _ = try recover(folder, packager) { folder in
            try expectSame(try recover(folder, packager), result)
        }
    }

    private func expectSame(_ left: Recovered, _ right: Recovered) throws {
        try FuzzFinding.require(left.files == right.files, "\(left.files) are not \(right.files)")
        for name in left.folder.names.union(right.folder.names) {
            try FuzzFinding.require(left.folder.files[name] == right.folder.files[name], "\(name) is another")
        }
    }

    private func check(_ result: Recovered, _ given: Given, bound: MediaTime) throws {
        var packets: [InspectedPacket] = []
        for file in result.files {
            let report = try FileInspector(folder: result.folder) { packets.append($0) }.inspect(file.path)
            try FuzzFinding.require(report.isFaultless, "\(file.path): \(report.faults)")
            try FuzzFinding.require(report.size == file.size, "\(file.size) bytes are \(report.size)")
            for kind in MediaKind.allCases {
                let count = report.tracks.filter { $0.format.kind == kind }.reduce(0) { $0 + $1.packets }
                let told = file.facts.packets(of: kind)
                try FuzzFinding.require(told == count, "\(told) packets of \(kind) are \(count)")
            }
            let difference = (report.duration - file.facts.duration).milliseconds
            try FuzzFinding.require(abs(difference) <= 42, "\(difference) ms more than \(file.facts.duration)")
        }
        try given.expectPrefix(packets)
        try given.expectLoss(of: packets, atMost: bound)
    }
}
