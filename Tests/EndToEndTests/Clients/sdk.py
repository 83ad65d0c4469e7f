# SPDX-License-Identifier: Apache-2.0
"""Carries calls to the official SDK: one JSON line in, one out, until the input ends.

In:  {"id": 1, "endpoint": "127.0.0.1:8080", "secretId": "…", "secretKey": "…",
      "service": "live", "action": "CreateRecordTask", "parameters": {…}}
     and, where the SDK's defaults are not wanted: "httpMethod" ("GET"), "signMethod" ("HmacSHA1", "HmacSHA256"),
     "unsignedPayload" (true), "language" ("en-US"), "certification" (a file: over TLS), "token"
Out: {"id": 1, "response": {…}}
     {"id": 1, "error": {"code": "…", "message": "…", "requestId": "…"}}
"""
import json
import sys
import threading
from concurrent.futures import ThreadPoolExecutor

from tencentcloud.common.credential import Credential
from tencentcloud.common.exception.tencent_cloud_sdk_exception import TencentCloudSDKException
from tencentcloud.common.profile.client_profile import ClientProfile
from tencentcloud.common.profile.http_profile import HttpProfile
from tencentcloud.live.v20180801 import live_client, models as live_models
from tencentcloud.vod.v20180717 import models as vod_models, vod_client

SERVICES = {
    "live": (live_client.LiveClient, live_models),
    "vod": (vod_client.VodClient, vod_models),
}
output = threading.Lock()


def call(order):
    make_client, models = SERVICES[order["service"]]
    certification = order.get("certification")
    profile = ClientProfile(
        signMethod=order.get("signMethod"),
        language=order.get("language", "zh-CN"),
        httpProfile=HttpProfile(
            protocol="https" if certification else "http",
            endpoint=order["endpoint"],
            reqMethod=order.get("httpMethod", "POST"),
            reqTimeout=20,
            certification=certification,
        ),
    )
    profile.unsignedPayload = order.get("unsignedPayload", False)
    credential = Credential(order["secretId"], order["secretKey"], order.get("token"))
    client = make_client(credential, "ap-guangzhou", profile)
    request = getattr(models, order["action"] + "Request")()
    request.from_json_string(json.dumps(order["parameters"]))
    response = getattr(client, order["action"])(request)
    return json.loads(response.to_json_string())


def answer(line):
    order = json.loads(line)
    try:
        result = {"response": call(order)}
    except TencentCloudSDKException as error:
        result = {"error": {"code": error.code, "message": error.message, "requestId": error.requestId}}
    with output:
        print(json.dumps({"id": order["id"], **result}), flush=True)


with ThreadPoolExecutor(max_workers=8) as pool:
    for line in sys.stdin:
        pool.submit(answer, line)
