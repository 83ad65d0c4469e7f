// SPDX-License-Identifier: Apache-2.0

package import Media
import NIOCore

/// Decides what one recording takes of its stream: where it begins, what it leaves out, when it ends.
///
/// It begins with the first video keyframe and the audio that came before it, or with the first audio where there
/// is no video. Until that is known audio is held back, not dropped: nothing that can be decoded is lost. Video
/// counts as absent when none is announced within 2 s of audio, or when none of it can be decoded for 10 s or
/// 512 KiB of audio; it joins later with its own first keyframe.
///
/// It ends before the first packet that arrives at the order's end or later, and with its push.
///
/// Our bug: calls after the end or after an error, which do nothing. The peer's fault: what the packager throws;
/// the session is over then. Tolerated: tracks announced again, packets of a track that was never announced and
/// video before its first keyframe, which are dropped and counted.
package struct RecordingSession<P: Packager>: Sendable {
    /// What the caller has to do after an event.
    package enum Step: Hashable, Sendable {
        case goesOn
        /// A file is complete, the recording goes on in another.
        case fileFinished(FinishedFile)
        /// The recording is over; nil when it never began, or when its last file was handed out before.
        case ended(FinishedFile?)
    }

    private enum State {
        /// For the first video keyframe, or for the certainty that there will be none.
        case waiting
        case recording
        case finished
    }

    private var state = State.waiting
    // Beside the state, not inside it: a copy for each packet would cost as much as what has grown.
    private var packager: P
    private var held: [Arrival] = []
    private var heldBytes = 0

    private var end: WallTime
    private let content: RecordingContent
    private var video: Track?
    private var audio: Track?
    /// Whether the packager knows the video track; it is told of a late one with the first keyframe.
    private var hasVideo = false

    /// Packets left out: video that can't be decoded without what came before it, and packets without a track.
    package private(set) var droppedPackets = 0

    /// Begins to wait for a first packet; nothing that arrives at or after `end` is recorded.
    ///
    /// Of `content` without video the session is told nothing of what is left out: to it the push has none.
    package init(packager: P, until end: WallTime, content: RecordingContent = .audioAndVideo) {
        self.packager = packager
        self.content = content
        self.end = end
    }

    /// A track is there, or its decoder configuration changed.
    package mutating func changed(_ track: Track, into batch: inout FileBatch) throws(P.Failure) {
        guard content.includes(track.kind) else { return }
        switch track.kind {
        case .video:
            guard track != video else { return }
            video = track
            guard hasVideo else { return }
        case .audio:
            guard track != audio else { return }
            audio = track
            if state == .waiting { dropHeld() }
        }
        guard state == .recording else { return }
        do throws(P.Failure) {
            try packager.change(track, into: &batch)
        } catch {
            state = .finished
            throw error
        }
    }

    /// A packet arrived, or is replayed with the time at which it did.
    package mutating func received(
        _ packet: MediaPacket, arrived: WallTime, into batch: inout FileBatch
    ) throws(P.Failure) -> Step {
        guard arrived < end else { return try finish(into: &batch) }
        guard content.includes(packet.kind) else { return .goesOn }
        do throws(P.Failure) {
            switch state {
            case .waiting: return try hold(Arrival(packet: packet, time: arrived), into: &batch)
            case .recording: return try record(packet, arrived: arrived, into: &batch)
            case .finished: return .goesOn
            }
        } catch {
            state = .finished
            throw error
        }
    }

    /// Moves the end to an earlier time; a later one is without effect.
    package mutating func end(at time: WallTime) {
        end = min(end, time)
    }

    /// Time went by: the recording ends when its end is reached.
    package mutating func passed(_ now: WallTime, into batch: inout FileBatch) throws(P.Failure) -> Step {
        now < end ? .goesOn : try finish(into: &batch)
    }

    /// The push is over; audio that waited for video is recorded now.
    package mutating func sourceEnded(into batch: inout FileBatch) throws(P.Failure) -> Step {
        guard state == .waiting, !held.isEmpty else { return try finish(into: &batch) }
        do throws(P.Failure) {
            // No file is complete before the end: what is held is shorter than any that a packager cuts.
            _ = try begin(into: &batch)
            return try finish(into: &batch)
        } catch {
            state = .finished
            throw error
        }
    }
}

// MARK: - Waiting

extension RecordingSession {
    private struct Arrival {
        var packet: MediaPacket
        var time: WallTime
    }

    /// How much audio may wait for a video track to be announced.
    private static var patienceForTrack: MediaTime { .seconds(2) }
    /// How much audio may wait for a keyframe of an announced video track.
    private static var patienceForKeyframe: MediaTime { .seconds(10) }
    /// Bytes of audio that may wait, whatever their time: ten seconds at 400 kbit/s.
    private static var heldByteLimit: Int { 512 * 1_024 }

    /// Keeps a packet until the first keyframe is there, or until it is clear that none will come.
    private mutating func hold(_ arrival: Arrival, into batch: inout FileBatch) throws(P.Failure) -> Step {
        switch arrival.packet.kind {
        case .video:
            guard video != nil, arrival.packet.isKeyframe else {
                droppedPackets += 1
                return .goesOn
            }
            hasVideo = true
            held.append(arrival)
        case .audio:
            guard audio != nil else {
                droppedPackets += 1
                return .goesOn
            }
            held.append(arrival)
            heldBytes += arrival.packet.payload.readableBytes
            guard isOutOfPatience else { return .goesOn }
        }
        return try begin(into: &batch).map { .fileFinished($0) } ?? .goesOn
    }

    /// Audio of an older configuration can't be decoded with the newer one that the file would begin with.
    private mutating func dropHeld() {
        droppedPackets += held.count
        held = []
        heldBytes = 0
    }

    private var isOutOfPatience: Bool {
        guard let first = held.first, let last = held.last else { return false }
        let patience = video == nil ? Self.patienceForTrack : Self.patienceForKeyframe
        let span = last.packet.decodeTime - first.packet.decodeTime
        // Audio whose clock runs backwards says nothing about how long it lasts: it waits no longer.
        return span >= patience || span < .zero || heldBytes > Self.heldByteLimit
    }

    /// Starts the packager and gives it what was held, in the order of arrival, with the earliest time as the origin.
    private mutating func begin(into batch: inout FileBatch) throws(P.Failure) -> FinishedFile? {
        let arrivals = held
        held = []
        state = .recording
        guard let first = arrivals.min(by: { $0.packet.decodeTime < $1.packet.decodeTime }) else { return nil }
        let tracks = [hasVideo ? video : nil, audio].compactMap { $0 }
        try packager.start(tracks: tracks, origin: first.packet.decodeTime, wall: first.time, into: &batch)
        var cut: FinishedFile?
        for arrival in arrivals {
            cut = try packager.write(arrival.packet, arrived: arrival.time, into: &batch) ?? cut
        }
        return cut
    }
}

// MARK: - Recording

extension RecordingSession {
    private mutating func record(
        _ packet: MediaPacket, arrived: WallTime, into batch: inout FileBatch
    ) throws(P.Failure) -> Step {
        switch packet.kind {
        case .video where !hasVideo:
            guard let video, packet.isKeyframe else {
                droppedPackets += 1
                return .goesOn
            }
            try packager.change(video, into: &batch)
            hasVideo = true
        case .audio where audio == nil:
            droppedPackets += 1
            return .goesOn
        case .video, .audio: break
        }
        return try packager.write(packet, arrived: arrived, into: &batch).map { .fileFinished($0) } ?? .goesOn
    }

    private mutating func finish(into batch: inout FileBatch) throws(P.Failure) -> Step {
        let before = state
        state = .finished
        held = []
        switch before {
        case .waiting: return .ended(nil)
        case .recording: return .ended(try packager.finish(into: &batch))
        case .finished: return .goesOn
        }
    }
}
