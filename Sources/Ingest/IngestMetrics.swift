// SPDX-License-Identifier: Apache-2.0

import CoreMetrics
import RecordingModel

/// Counts what comes in.
struct IngestMetrics: Sendable {
    let connections = Meter(label: "aircheck_rtmp_connections")
    let refusedConnections = Counter(label: "aircheck_rtmp_connections_refused")
    let publications = Meter(label: "aircheck_pushes_live")
    let publicationsBegun = Counter(label: "aircheck_pushes")
    let bytes = Counter(label: "aircheck_ingest_bytes")
    let faults = Counter(label: "aircheck_rtmp_faults")

    func publicationRefused(_ code: StopCode) {
        Counter(label: "aircheck_pushes_refused", dimensions: [("code", code.description)]).increment()
    }

    func publicationEnded(_ code: StopCode) {
        Counter(label: "aircheck_pushes_ended", dimensions: [("code", code.description)]).increment()
    }
}
