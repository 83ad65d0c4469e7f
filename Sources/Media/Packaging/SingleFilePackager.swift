// SPDX-License-Identifier: Apache-2.0

/// Writes a recording as one file after another, cut without losing a packet.
///
/// A file is cut once it is `interval` long: at a keyframe, or at any audio frame while the file holds no video.
/// It is also cut at any packet beyond the container's last time, and where a track becomes what the file can't go on
/// with, such as another codec. A file exists from its first packets on, so an empty recording leaves none.
package struct SingleFilePackager<M: FileMuxer>: Packager {
    /// What each file's muxer begins as.
    let newMuxer: M
    /// That of the file.
    var muxer: M
    private let interval: MediaTime
    private let naming: FileNaming
    private var tracks: [Track] = []
    /// Tracks that became what the file doesn't hold.
    private var replaced: Set<MediaKind> = []
    var file: FileInProgress?
    private var hold: PacketHold?
    /// How often each title has been given.
    var titles: [String: Int] = [:]

    /// A packager whose files each begin with a copy of `muxer`, which has written nothing.
    package init(muxer: M, interval: MediaTime, naming: FileNaming) {
        newMuxer = muxer
        self.muxer = muxer
        self.interval = interval
        self.naming = naming
    }

    package static func holds(_ configuration: CodecConfiguration) -> Bool { M.holds(configuration) }

    /// Notes the tracks; the first packets tell where the file's time begins.
    package mutating func start(
        tracks: [Track], origin: MediaTime, wall: WallTime, into batch: inout FileBatch
    ) throws(M.Failure) {
        self.tracks = tracks
    }

    package mutating func write(
        _ packet: MediaPacket, arrived: WallTime, isDiscontinuous: Bool, into batch: inout FileBatch
    ) throws(M.Failure) -> FinishedFile? {
        if hold?.isPreceded(by: packet, last: file?.lastTime(of: packet.kind)) == true {
            try file?.write(packet, arrived: arrived, with: &muxer, into: &batch)
            return nil
        }
        var finished: FinishedFile?
        if hold?.covers(packet) == false { finished = try cut(into: &batch) }
        if hold != nil {
            hold?.append(packet, arrived: arrived)
        } else if let reason = reasonToCut(at: packet) {
            hold = PacketHold(reason, at: packet, arrived: arrived, awaited: tracksAwaited(at: packet, reason))
        } else {
            try file?.write(packet, arrived: arrived, with: &muxer, into: &batch)
        }
        // One call returns one file: a second cut, at the packet that ended a wait, is made by the next call.
        if finished == nil, hold?.isOver == true { finished = try cut(into: &batch) }
        return finished
    }

    package mutating func change(_ track: Track, into batch: inout FileBatch) throws(M.Failure) {
        if hold != nil { hold?.append(track) } else { try apply(track, into: &batch) }
    }

    /// Ends the recording and returns its last file; packets that waited for a cut end the file before it.
    package mutating func finish(end: MediaTime, into batch: inout FileBatch) throws(M.Failure) -> FinishedFile? {
        if file == nil {
            _ = try cut(into: &batch)
        } else if let hold {
            try release(hold, into: &batch)
        }
        hold = nil
        return try seal(into: &batch)
    }

    private func reasonToCut(at packet: MediaPacket) -> PacketHold.Reason? {
        guard let origin = file?.origin else { return .beginning }
        let time = packet.decodeTime - origin
        if time > M.maximumTime || replaced.contains(packet.kind) { return .interval }
        let canCut = packet.kind == .video ? packet.isKeyframe : file?.lastTime(of: .video) == nil
        return canCut && time >= interval ? .interval : nil
    }

    /// The tracks that may still have packets from before a cut.
    private func tracksAwaited(at packet: MediaPacket, _ reason: PacketHold.Reason) -> Set<MediaKind> {
        switch reason {
        case .beginning:
            Set(tracks.map(\.kind))
        case .interval:
            Set(MediaKind.allCases.filter { file?.lastTime(of: $0).map { $0 < packet.decodeTime } == true })
        }
    }

    /// Ends the file, begins the next and writes what waited; the file that ended is returned.
    private mutating func cut(into batch: inout FileBatch) throws(M.Failure) -> FinishedFile? {
        guard let hold else { return nil }
        self.hold = nil
        replaced = []
        let finished = try seal(into: &batch)
        muxer = newMuxer
        file = try FileInProgress(
            &muxer, tracks: tracks, origin: hold.origin, begun: hold.begun, into: &batch)
        try release(hold, into: &batch)
        return finished
    }

    private mutating func release(_ hold: PacketHold, into batch: inout FileBatch) throws(M.Failure) {
        for entry in hold.entries {
            switch entry {
            case .packet(let packet, let arrived):
                try file?.write(packet, arrived: arrived, with: &muxer, into: &batch)
            case .track(let track):
                try apply(track, into: &batch)
            }
        }
    }

    private mutating func apply(_ track: Track, into batch: inout FileBatch) throws(M.Failure) {
        guard !tracks.contains(track) else { return }
        let before = tracks.first { $0.kind == track.kind }
        tracks.removeAll { $0.kind == track.kind }
        tracks.append(track)
        if let before, !M.canChange(from: before, to: track) { replaced.insert(track.kind) }
        guard !replaced.contains(track.kind) else { return }
        try file?.change(track, with: &muxer, into: &batch)
    }

    mutating func seal(into batch: inout FileBatch) throws(M.Failure) -> FinishedFile? {
        guard let completion = try file?.complete(with: &muxer, into: &batch), let ended = file else { return nil }
        file = nil
        let title = makeTitle(start: ended.facts.begun, end: ended.facts.ended)
        let path = "\(title).\(M.pathExtension)"
        let finished = FinishedFile(path: path, title: title, size: ended.size, facts: ended.facts)
        batch.note(.fileEnded(finished))
        batch.seal(name: path, completion)
        return finished
    }

    /// A title that no file of the recording has yet: the second of a kind gets `_2`.
    private mutating func makeTitle(start: WallTime, end: WallTime) -> String {
        // Room for the ending and for the longest number.
        let title = naming.title(start: start, end: end, reserved: M.pathExtension.utf8.count + 1 + 12)
        var candidate = title
        while titles[candidate] != nil {
            let number = (titles[title] ?? 1) + 1
            titles[title] = number
            candidate = "\(title)_\(number)"
        }
        titles[candidate] = 1
        return candidate
    }
}
