// SPDX-License-Identifier: Apache-2.0

import HTTPTypes
import Hummingbird
import NIOCore
import RecordingModel

/// `/healthz`, `/readyz` and `/metrics`: what an operator's tools ask.
struct OperatorRoutes {
    let readiness: Readiness
    let disk: any DiskSpace
    let metrics: MetricsRegistry

    func add(to router: Router<BasicRequestContext>) {
        router.get("healthz") { _, _ in Self.text("ok\n") }
        router.get("readyz") { [readiness, disk] _, _ in
            switch (readiness.reason, disk.state) {
            case (let reason?, _): Self.text("\(reason)\n", status: .serviceUnavailable)
            case (nil, .critical): Self.text("the disk is full\n", status: .serviceUnavailable)
            // Recordings can be made, which is what the status tells.
            case (nil, .low): Self.text("ready, but the disk is nearly full\n")
            case (nil, .enough): Self.text("ready\n")
            }
        }
        router.get("metrics") { [metrics] _, _ in
            Self.text(metrics.text, type: "text/plain; version=0.0.4; charset=utf-8")
        }
    }

    private static func text(
        _ text: String, status: HTTPResponse.Status = .ok, type: String = "text/plain; charset=utf-8"
    ) -> Response {
        Response(
            status: status, headers: [.contentType: type], body: .init(byteBuffer: ByteBuffer(string: text)))
    }
}
