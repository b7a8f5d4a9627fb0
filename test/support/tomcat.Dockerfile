# A Tomcat laid out as the official image lays it out, on a Java of the image that builds Maven projects.
ARG JDK=stepyard/maven:1.0.0
ARG BASE=debian:bookworm-slim
FROM ${JDK} AS java
USER root
RUN jlink --add-modules java.se,jdk.unsupported --strip-java-debug-attributes --no-header-files --no-man-pages --output /java

FROM ${BASE}
COPY --from=java /java /opt/java
COPY tomcat /usr/local/tomcat
ENV JAVA_HOME=/opt/java CATALINA_HOME=/usr/local/tomcat PATH=/usr/local/tomcat/bin:/opt/java/bin:/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin
WORKDIR /usr/local/tomcat
EXPOSE 8080
CMD ["catalina.sh","run"]
