// SPDX-License-Identifier: Apache-2.0

import Media
import NIOCore
import RecordingModel

/// A recording that is killed at every write.
struct CutRecording {
    var seconds: Int64
    var kinds: Set<MediaKind> = [.video, .audio]
    var isMP3 = false
    /// How many packets are written at once.
    var packetsPerWrite = 1
    /// What other configuration a track gets, or which track joins late, and when.
    var change: (track: Track, time: MediaTime)?
    /// Whether the change is that the track is there at all.
    var isLate = false

    /// What may be missing at any time: what the packager holds back, and pictures that wait for a write.
    var bound: MediaTime { CrashTests.bound + .milliseconds(40 * Int64(packetsPerWrite - 1)) }

    private static let wall = WallTime.seconds(1_795_392_000)

    init(seconds: Int64) {
        self.seconds = seconds
    }

    /// Records packet by packet, so that there are as many writes as there can be; `crash` sees the folder after each.
    func record<P: Packager>(
        _ packager: P, crash: (CrashedFolder, Given) throws -> Void
    ) throws -> (CrashedFolder, Given, [FinishedFile]) {
        var session = RecordingSession(
            packager: packager, until: Self.wall.advanced(by: .seconds(3_600)),
            content: kinds.contains(.video) ? .audioAndVideo : .audio)
        var (batch, folder, given, appends) = (FileBatch(), CrashedFolder(), Given(), 0)
        var finished: [FinishedFile] = []
        func write() throws {
            for operation in batch.take() {
                if case .append = operation { appends += 1 }
                try folder.run(operation, isTorn: appends % 8 == 1) { try crash($0, given) }
            }
        }
        var changes = try tracks()
        for track in changes.begin { session.changed(track, into: &batch) }
        var count = 0
        var programme = Programme(kinds: kinds, frameLength: isMP3 ? 1_152 : 1_024)
        while var packet = programme.next(until: .seconds(seconds)) {
            if let change, isLate, packet.kind == change.track.kind, packet.decodeTime < change.time { continue }
            if let change = changes.later, packet.decodeTime >= change.time {
                session.changed(change.track, into: &batch)
                changes.later = nil
            }
            given.number(&packet, isMP3: isMP3)
            let step = session.received(packet, arrived: Self.wall.advanced(by: packet.decodeTime), into: &batch)
            switch step {
            case .goesOn: break
            case .fileFinished(let file): finished.append(file)
            case .ended, .failed: throw FuzzFinding(description: "\(step)")
            }
            count += 1
            if count.isMultiple(of: packetsPerWrite) { try write() }
        }
        guard case .ended(.some(let last)) = session.sourceEnded(at: Self.wall, into: &batch) else {
            throw FuzzFinding(description: "no file")
        }
        finished.append(last)
        try write()
        try FuzzFinding.require(session.droppedPackets == 0, "packets were dropped")
        return (folder, given, finished)
    }

    private func tracks() throws -> (begin: [Track], later: (track: Track, time: MediaTime)?) {
        let tracks = isMP3 ? [try Programme.mp3()] : try Programme.tracks(kinds)
        return (tracks.filter { !isLate || $0.kind != change?.track.kind }, change)
    }
}
