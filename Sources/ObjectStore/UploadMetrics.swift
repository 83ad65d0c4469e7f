// SPDX-License-Identifier: Apache-2.0

import CoreMetrics
import Media
import RecordingModel

/// What operators see of uploads.
struct UploadMetrics: Sendable {
    private let pending = Meter(label: "aircheck_uploads_pending")
    private let bytes = Meter(label: "aircheck_upload_pending_bytes")
    private let age = Meter(label: "aircheck_upload_oldest_seconds")
    private let deleting = Meter(label: "aircheck_upload_deletions_pending")

    func set(_ figures: UploadFigures, at now: WallTime) {
        pending.set(figures.pending)
        bytes.set(figures.bytes)
        age.set(figures.oldest.map { max(now.seconds - $0.seconds, 0) } ?? 0)
        deleting.set(figures.deleting)
    }

    func stored(_ object: UploadObject) {
        Counter(label: "aircheck_uploads").increment()
        Counter(label: "aircheck_upload_bytes").increment(by: object.size)
    }

    func failed(_ kind: UploadFault.Kind) {
        Counter(label: "aircheck_upload_failures", dimensions: [("kind", kind.rawValue)]).increment()
    }
}
