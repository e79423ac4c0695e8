#!/usr/bin/env bash
# What an operator sets up once in an account before Muster runs in it, and the groups of the sandbox. The queue is there
# already: ElasticMQ makes it at its start. Does nothing where it has run before.
set -euo pipefail

: "${AWS_ENDPOINT_URL:?}" "${DOCUMENT:?}" "${OUTPUT:?}"
domain=xnet.blade.ethernal.private
queue=arn:aws:sqs:us-east-1:111122223333:muster-events

# the volume outlives the containers, what they hold in memory does not
if [[ -s $OUTPUT ]] && aws dynamodb describe-table --table-name Instances >/dev/null 2>&1; then
    exit 0
fi

table() {
    aws dynamodb create-table --table-name "$1" --billing-mode PAY_PER_REQUEST \
        --attribute-definitions "AttributeName=$2,AttributeType=S" \
        --key-schema "AttributeName=$2,KeyType=HASH" >/dev/null
}

rule() {
    aws events put-rule --name "$1" --event-pattern "$2" >/dev/null
    aws events put-targets --rule "$1" --targets "Id=queue,Arn=$queue" >/dev/null
}

group() {
    curl --fail --silent --show-error --data "$1" "$AWS_ENDPOINT_URL/_sim/groups" >/dev/null
}

table Hostnames Hostname
table Instances Ident

aws ssm create-document --name muster-start-service --document-type Command --document-format YAML \
    --content "file://$DOCUMENT" >/dev/null

rule muster-hooks '{"source":["aws.autoscaling"],"detail-type":["EC2 Instance-launch Lifecycle Action","EC2 Instance-terminate Lifecycle Action"]}'
rule muster-states '{"source":["aws.ec2"],"detail-type":["EC2 Instance State-change Notification"]}'
rule muster-commands '{"source":["aws.ssm"],"detail-type":["EC2 Command Status-change Notification","EC2 Command Invocation Status-change Notification"]}'

hooks='"launchHook":{"name":"muster-launch","timeoutMillis":300000},"terminateHook":{"name":"muster-terminate","timeoutMillis":300000}'
group "{\"name\":\"validator-direct\",$hooks}"
group "{\"name\":\"validator-running-pool\",\"warmPool\":\"Running\",$hooks}"
group "{\"name\":\"validator-stopped-pool\",\"warmPool\":\"Stopped\",$hooks}"

zone=$(aws route53 create-hosted-zone --name "$domain" --caller-reference compose --query HostedZone.Id --output text)

# last, because it tells that all of the above is done
printf 'muster:\n  lifecycles:\n    variables:\n      MUSTER_ZONE_ID: %s\n' "${zone##*/}" >"$OUTPUT"
