// SPDX-License-Identifier: Apache-2.0

import Media
import NIOCore
import RecordingModel

/// What a recording has to tell of itself; comes in order.
enum RecorderReport: Sendable {
    /// Comes first, from the service itself.
    case began
    /// The first bytes are on the disk.
    case firstWritten(at: WallTime)
    /// A file is complete and durable.
    case finished(FinishedFile, at: WallTime)
    /// Nothing more will be written; a fault when that was not the plan.
    case ended(RecorderFault?)
}

/// Why a recording ended before its time.
enum RecorderFault: Error {
    /// A packet that the container can't hold.
    case media(any Error)
    /// The destination's fault.
    case storage(StorageFault)
}

/// Records one stream in one format: packets in, batches of file operations out, on the stream's loop.
///
/// Packets collect in the batch until it is a quarter of a mebibyte or half a second old; then one job writes it.
/// While too much waits to be written the stream's socket is not read, so that nothing is dropped.
final class RecorderSink<P: Packager>: PacketSink {
    private var session: RecordingSession<P>
    private var batch = FileBatch()
    private var finishedInBatch: [FinishedFile] = []
    private let writer: any RecordingWriter
    private let flow: any FlowControl
    private let eventLoop: any EventLoop
    private let clock: any WallClock
    private let report: @Sendable (RecorderReport) -> Void
    private var bytesInFlight = 0
    private var hasSubmitted = false
    private var isHolding = false
    private(set) var isEnded = false

    init(
        session: RecordingSession<P>, writer: any RecordingWriter, flow: any FlowControl, eventLoop: any EventLoop,
        clock: any WallClock, report: @escaping @Sendable (RecorderReport) -> Void
    ) {
        self.session = session
        self.writer = writer
        self.flow = flow
        self.eventLoop = eventLoop
        self.clock = clock
        self.report = report
    }

    // MARK: The stream's calls

    func changed(_ track: Track) {
        guard !isEnded else { return }
        do { try session.changed(track, into: &batch) } catch { fail(error) }
    }

    func leftOut(_ what: LeftOut) {
        session.leftOut(what)
    }

    func received(_ packet: MediaPacket, arrived: WallTime) {
        guard !isEnded else { return }
        do { take(try session.received(packet, arrived: arrived, into: &batch)) } catch { fail(error) }
        if batch.byteCount >= RecorderLimits.batchBytes { submit() }
    }

    func passed(_ now: WallTime) {
        guard !isEnded else { return }
        do { take(try session.passed(now, into: &batch)) } catch { fail(error) }
        submit()
    }

    func end(at time: WallTime) {
        guard !isEnded else { return }
        session.end(at: time)
        passed(clock.now)
    }

    func sourceEnded(at time: WallTime) {
        guard !isEnded else { return }
        do { take(try session.sourceEnded(into: &batch)) } catch { fail(error) }
    }

    // MARK: What follows from them

    private func take(_ step: RecordingSession<P>.Step) {
        switch step {
        case .goesOn: break
        case .fileFinished(let file):
            finishedInBatch.append(file)
            submit()
        case .ended(let file):
            if let file { finishedInBatch.append(file) }
            finish(nil)
        }
    }

    private func fail(_ error: P.Failure) {
        finish(.media(error))
    }

    private func finish(_ fault: RecorderFault?) {
        isEnded = true
        submit()
        // Behind everything that was submitted, so that this report is the last.
        writer.submit([]) { [report] result in
            switch result {
            case .success: report(.ended(fault))
            case .failure(let storageFault): report(.ended(fault ?? .storage(storageFault)))
            }
        }
    }

    private func submit() {
        guard !batch.isEmpty else { return }
        let bytes = batch.byteCount
        let finished = finishedInBatch
        let isFirst = !hasSubmitted
        finishedInBatch = []
        hasSubmitted = true
        bytesInFlight += bytes
        hold()
        let sink = NIOLoopBound(self, eventLoop: eventLoop)
        writer.submit(batch.take()) { [report, clock, eventLoop] result in
            if case .success = result {
                if isFirst { report(.firstWritten(at: clock.now)) }
                for file in finished { report(.finished(file, at: clock.now)) }
            }
            eventLoop.execute { sink.value.written(bytes, result) }
        }
    }

    private func written(_ bytes: Int, _ result: Result<Void, StorageFault>) {
        bytesInFlight -= bytes
        if isHolding && bytesInFlight <= RecorderLimits.bytesInFlight / 2 {
            isHolding = false
            flow.release()
        }
        if case .failure(let fault) = result, !isEnded { finish(.storage(fault)) }
    }

    private func hold() {
        guard !isHolding, bytesInFlight > RecorderLimits.bytesInFlight else { return }
        isHolding = true
        flow.hold()
    }
}

@available(*, unavailable)
extension RecorderSink: Sendable {}

/// How much of a recording waits in memory.
enum RecorderLimits {
    /// A batch of this size is written at once: larger ones save nothing more.
    static let batchBytes = 256 << 10
    /// More than this on its way to the disk stops the stream's socket from being read.
    static let bytesInFlight = 8 << 20
}
