// SPDX-License-Identifier: Apache-2.0

import Media
import RecordingModel

/// Stands before a recording that holds MP3 alone and gives it AAC and Opus as MP3; all else passes.
///
/// What can't be transcoded passes as well, track first: the recording leaves out what its format doesn't hold, and
/// `failed` tells why it came to that. The transcoder's last frames are let out before anything that ends the
/// recording.
final class TranscodingSink: PacketSink {
    private let base: any PacketSink
    private let transcoding: any AudioTranscoding
    private let clock: any WallClock
    private let failed: @Sendable (TranscodingError) -> Void
    private var transcoder: (any AudioTranscoder)?
    /// What the transcoder is fed with.
    private var input: Track?
    private(set) var end: WallTime
    private var lastArrival: WallTime

    /// A sink before another, whose recording ends at a time.
    init(
        before base: any PacketSink, until end: WallTime, transcoding: any AudioTranscoding, clock: any WallClock,
        failed: @escaping @Sendable (TranscodingError) -> Void
    ) {
        self.base = base
        self.end = end
        self.transcoding = transcoding
        self.clock = clock
        self.failed = failed
        lastArrival = clock.now
    }

    var isEnded: Bool { base.isEnded }

    func leftOut(_ what: LeftOut) { base.leftOut(what) }

    func changed(_ track: Track) {
        switch track.configuration {
        case .aac, .opus:
            guard track != input else { return }
            transcode { transcoder throws(TranscodingError) in
                input = track
                if let transcoder { return try transcoder.change(to: track.configuration) }
                self.transcoder = try transcoding.makeTranscoder(input: track.configuration)
                return []
            }
        case .avc, .hevc, .av1, .vp9, .mp3, .flac, .ac3, .eac3, .g711:
            if track.kind == .audio { drain() }
            base.changed(track)
        }
    }

    func received(_ packet: MediaPacket, arrived: WallTime) {
        if arrived >= end { drain() }
        guard packet.kind == .audio, transcoder != nil else { return base.received(packet, arrived: arrived) }
        lastArrival = arrived
        transcode { transcoder throws(TranscodingError) in try transcoder?.transcode(packet) ?? [] }
    }

    func passed(_ now: WallTime) {
        if now >= end { drain() }
        base.passed(now)
    }

    func end(at time: WallTime) {
        end = min(end, time)
        base.end(at: time)
    }

    func sourceEnded(at time: WallTime) {
        drain()
        base.sourceEnded(at: time)
    }

    /// Lets out what the transcoder has kept back, and forgets it.
    private func drain() {
        transcode { transcoder throws(TranscodingError) in try transcoder?.finish() ?? [] }
        transcoder = nil
        input = nil
    }

    private func transcode(_ step: ((any AudioTranscoder)?) throws(TranscodingError) -> [MediaEvent]) {
        do {
            for event in try step(transcoder) {
                switch event {
                case .leftOut(let what): base.leftOut(what)
                case .track(let track): base.changed(track)
                case .packet(let packet): base.received(packet, arrived: lastArrival)
                }
            }
        } catch {
            transcoder = nil
            // The reason first: what the recording says of the track it leaves out is less.
            failed(error)
            if let input { base.changed(input) }
        }
    }
}

@available(*, unavailable)
extension TranscodingSink: Sendable {}
