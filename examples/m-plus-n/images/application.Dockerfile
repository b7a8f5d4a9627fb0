# One version of the application and no server: it hands its web archive over and ends.
ARG BASE=busybox:1.37
FROM ${BASE}
ARG VERSION
COPY target/${VERSION}/itil.war /application/
CMD ["cp", "/application/itil.war", "/webapps/"]
